/** Keys that copy and paste instead of going to the shell. Pure. */

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

/** Ctrl+Shift+V, Shift+Insert, or Cmd+V on a Mac; Ctrl+V stays the shell's. */
export function isPasteKey(event: Key, isMac: boolean): boolean {
  if (event.key === 'Insert') return event.shiftKey && !event.ctrlKey && !event.altKey;
  if (event.key.toLowerCase() !== 'v' || event.altKey) return false;
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && event.shiftKey;
}
