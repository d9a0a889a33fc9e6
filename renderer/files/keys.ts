/** What the keys of the file list do. Pure. */

export type KeyAction =
  | { kind: 'move'; to: number | 'start' | 'end'; extend?: boolean }
  | { kind: 'open' }
  | { kind: 'toggle' }
  | { kind: 'preview' }
  | { kind: 'none' }
  | { kind: 'menu' }
  | { kind: 'type'; letter: string }
  | { kind: 'all' }
  | { kind: 'up' }
  | { kind: 'dialog'; dialog: 'rename' | 'delete' | 'permissions' };

/** Rows that PageUp and PageDown move by. */
const pageRows = 15;

const actions: Readonly<Record<string, KeyAction>> = {
  ArrowDown: { kind: 'move', to: 1 },
  ArrowUp: { kind: 'move', to: -1 },
  PageDown: { kind: 'move', to: pageRows },
  PageUp: { kind: 'move', to: -pageRows },
  Home: { kind: 'move', to: 'start' },
  End: { kind: 'move', to: 'end' },
  Enter: { kind: 'open' },
  ' ': { kind: 'preview' },
  Escape: { kind: 'none' },
  ContextMenu: { kind: 'menu' },
  Backspace: { kind: 'up' },
  F2: { kind: 'dialog', dialog: 'rename' },
  Delete: { kind: 'dialog', dialog: 'delete' },
};

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * `inControl`: the key was pressed in a checkbox or button of a row, which act on their own keys.
 * `typing`: letters were typed a moment ago, so a space belongs to them.
 */
export function fileKeyAction(event: Key, inControl: boolean, typing = false): KeyAction | null {
  const { key } = event;
  const command = event.ctrlKey || event.metaKey;
  if (command && key.toLowerCase() === 'a') return { kind: 'all' };
  if (command && key === ' ') return { kind: 'toggle' };
  if (event.shiftKey && key === 'F10') return { kind: 'menu' };
  if (command || event.altKey) return null;
  if (inControl && (key === 'Enter' || key === ' ')) return null;
  if (typing && key === ' ') return { kind: 'type', letter: key };
  if (event.shiftKey && key === ' ') return { kind: 'toggle' };
  const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
  if (action?.kind === 'move' && event.shiftKey) return { ...action, extend: true };
  if (action) return action;
  return [...key].length === 1 && key !== ' ' ? { kind: 'type', letter: key } : null;
}

/** The row that a move leads to. */
export function moveTarget(to: number | 'start' | 'end', from: number, count: number): number {
  if (to === 'start') return 0;
  const target = to === 'end' ? count - 1 : from + to;
  return Math.max(0, Math.min(count - 1, target));
}
