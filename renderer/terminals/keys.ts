/** Keys that do something instead of going to the shell. Pure. */

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'altKey'>;

/** Ctrl+Shift+C always copies; Ctrl+C only while something is selected, else it interrupts. */
export function copiesSelection(event: Key, hasSelection: boolean, isMac: boolean): boolean {
  if (event.key.toLowerCase() !== 'c' || event.altKey) return false;
  if (isMac) return event.metaKey && !event.ctrlKey;
  if (!event.ctrlKey || event.metaKey) return false;
  return event.shiftKey || hasSelection;
}

/** Ctrl+Shift+Tab gives the keyboard back to the window: every other key goes to the shell. */
export function leavesTerminal(event: Key): boolean {
  return event.key === 'Tab' && event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey;
}

/** Enter alone: where a shell has ended it asks for a new one. */
export function isPlainEnter({ key, ctrlKey, shiftKey, metaKey, altKey }: Key): boolean {
  return key === 'Enter' && !ctrlKey && !shiftKey && !metaKey && !altKey;
}

/** Ctrl+Shift+V, Shift+Insert, or Cmd+V on a Mac; Ctrl+V stays the shell's. */
export function isPasteKey(event: Key, isMac: boolean): boolean {
  if (event.key === 'Insert') return event.shiftKey && !event.ctrlKey && !event.altKey;
  if (event.key.toLowerCase() !== 'v' || event.altKey) return false;
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && event.shiftKey;
}

const shiftedCommands: Readonly<Record<string, string>> = {
  w: 'terminal.close',
  d: 'terminal.split-right',
  e: 'terminal.split-down',
  o: 'terminal.other-side',
  pageup: 'terminal.move-left',
  pagedown: 'terminal.move-right',
};

/** The command (renderer/kit/commands) that a key in a terminal runs; null when it is the shell's. */
export function commandOf(event: Key, isMac: boolean): string | null {
  const { key, ctrlKey, shiftKey, metaKey, altKey } = event;
  if (altKey) return null;
  if (key === 'Tab') return ctrlKey && !shiftKey && !metaKey ? 'terminal.next' : null;
  const held = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!held) return null;
  if (key === '+' || key === '=') return 'terminal.font-bigger';
  if (key === '-' && !shiftKey) return 'terminal.font-smaller';
  if (key === '0' && !shiftKey) return 'terminal.font-reset';
  const letter = key.toLowerCase();
  if (letter === 'p') return shiftKey ? 'palette.open' : null;
  // On a Mac Cmd is never the shell's; elsewhere Ctrl alone is, and Shift makes it ours.
  if (!isMac && !shiftKey) return null;
  if (letter === 'f') return 'terminal.search';
  if (letter === 't') return 'terminal.new';
  return shiftKey ? (shiftedCommands[letter] ?? null) : null;
}
