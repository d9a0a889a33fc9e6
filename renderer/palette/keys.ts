/**
 * Keys of commands: whether a key press is one of them, and how they are written for people. Pure.
 * Keys are written as in Mantine: `mod+shift+P`; `mod` is Ctrl, on a Mac Cmd.
 */

/** What of a key press counts; a `KeyboardEvent` has it. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Where the focus is: a terminal keeps its keys, a field those for writing. */
export type KeyPlace = 'terminal' | 'field' | 'elsewhere';

interface Keys {
  mod: boolean;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

const named: Readonly<Record<string, string>> = {
  plus: '+',
  minus: '-',
  comma: ',',
  space: ' ',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

export function parseKeys(keys: string): Keys {
  const parts = keys.toLowerCase().split('+');
  const last = parts.at(-1) ?? '';
  return {
    mod: parts.includes('mod') || parts.includes('meta'),
    ctrl: parts.includes('ctrl'),
    alt: parts.includes('alt'),
    shift: parts.includes('shift'),
    key: named[last] ?? last,
  };
}

/** A sign such as `?` or `+` lies on Shift on some keyboards and not on others. */
const isSign = (key: string) => key.length === 1 && !/[a-z0-9 ]/.test(key);

/** Whether this key press is meant. */
export function fitsKeys(keys: string, press: KeyPress, isMac: boolean): boolean {
  const wanted = parseKeys(keys);
  const ctrl = wanted.ctrl || (wanted.mod && !isMac);
  const meta = wanted.mod && isMac;
  if (press.ctrlKey !== ctrl || press.metaKey !== meta || press.altKey !== wanted.alt) return false;
  const pressed = press.key.toLowerCase();
  if (isSign(wanted.key)) return pressed === wanted.key || (wanted.key === '+' && pressed === '=');
  if (press.shiftKey !== wanted.shift) return false;
  // Digits and, with Alt, letters by their place: layouts write other signs there.
  return (
    pressed === wanted.key ||
    press.code === `Digit${wanted.key}` ||
    (wanted.alt && press.code === `Key${wanted.key.toUpperCase()}`)
  );
}

/** Keys that write or edit: in a text field they belong to the field. */
const editing = /^[acvxyz]$|^(arrow|back|delete|home|end|insert|enter)/;

/** Whether a text field can do without these keys. */
export function spareInField(keys: string): boolean {
  const { mod, ctrl, key } = parseKeys(keys);
  if (/^f\d{1,2}$/.test(key)) return true;
  return (mod || ctrl) && !editing.test(key);
}

/** Whether a command's keys hold where the focus is. `main` are its first keys. */
export function holdsIn(
  place: KeyPlace,
  keys: { keys: string; main: boolean; everywhere: boolean },
): boolean {
  if (place === 'elsewhere' || (keys.everywhere && keys.main)) return true;
  return place === 'field' && spareInField(keys.keys);
}

const shown: Readonly<Record<string, string>> = {
  ' ': 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Delete',
  backspace: 'Backspace',
  pageup: 'Page Up',
  pagedown: 'Page Down',
  '-': '−',
};

/** `mod+shift+P` → `Ctrl`, `Shift`, `P`. */
export function keysWords(keys: string, isMac: boolean): string[] {
  const { mod, ctrl, alt, shift, key } = parseKeys(keys);
  return [
    ...(mod ? [isMac ? 'Cmd' : 'Ctrl'] : []),
    ...(ctrl ? ['Ctrl'] : []),
    ...(alt ? [isMac ? 'Option' : 'Alt'] : []),
    ...(shift ? ['Shift'] : []),
    shown[key] ?? `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`,
  ];
}
