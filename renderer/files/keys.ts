/** What the keys of the file list do. Pure. */

export type KeyAction =
  | { kind: 'move'; to: number | 'start' | 'end' }
  | { kind: 'open' }
  | { kind: 'toggle' }
  | { kind: 'all' }
  | { kind: 'up' }
  | { kind: 'dialog'; dialog: 'rename' | 'delete' };

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
  ' ': { kind: 'toggle' },
  Backspace: { kind: 'up' },
  F2: { kind: 'dialog', dialog: 'rename' },
  Delete: { kind: 'dialog', dialog: 'delete' },
};

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** `inControl`: the key was pressed in a checkbox or button of a row, which act on their own keys. */
export function fileKeyAction(event: Key, inControl: boolean): KeyAction | null {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'a') return { kind: 'all' };
  if (command || event.altKey) return null;
  if (inControl && (event.key === 'Enter' || event.key === ' ')) return null;
  return Object.hasOwn(actions, event.key) ? (actions[event.key] ?? null) : null;
}

/** The row that a move leads to. */
export function moveTarget(to: number | 'start' | 'end', from: number, count: number): number {
  if (to === 'start') return 0;
  const target = to === 'end' ? count - 1 : from + to;
  return Math.max(0, Math.min(count - 1, target));
}
