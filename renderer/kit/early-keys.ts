/**
 * Shortcuts that are pressed while the commands are still being loaded: kept from the page's first
 * script on, so that none is lost. Small, for it stands in that script.
 */

/** A person does not wait longer for what a key does, in milliseconds; a late answer would be a surprise. */
export const mostAgeMs = 4000;

const held: KeyboardEvent[] = [];
const mostHeld = 200;

/**
 * A letter alone is writing, whatever it is written into, unless a shortcut came before it: then it may be
 * meant for what that opens.
 */
function hold(event: Event): void {
  const press = event as KeyboardEvent;
  // A held-down key is one press, and nobody presses so many before a window is there.
  if (press.repeat || held.length >= mostHeld) return;
  const command = press.ctrlKey || press.metaKey || press.altKey || /^F\d/.test(press.key);
  if (command || held.length > 0) held.push(press);
}

/** Keeps shortcuts until they are taken. */
export const holdEarlyKeys = (target: EventTarget): void =>
  target.addEventListener('keydown', hold, { capture: true });

/** What was kept and is not too old, in the order in which it was pressed; nothing is kept after that. */
export function takeEarlyKeys(target: EventTarget, now: number): KeyboardEvent[] {
  target.removeEventListener('keydown', hold, { capture: true });
  return held.splice(0).filter(({ timeStamp }) => now - timeStamp < mostAgeMs);
}
