/**
 * What is typed after the palette was asked for and before its field has the keyboard. It is meant for
 * the palette: without this the letters, and Enter, would go to the shell or field that was left.
 */
import { mostAgeMs } from '../kit/early-keys';

export interface Ahead {
  text: string;
  /** Enter was pressed after the text: the first choice is meant. */
  enter: boolean;
}

/** Nobody types more in four seconds. */
const mostLetters = 200;

const nothing: Ahead = { text: '', enter: false };
let ahead = nothing;
/** Ends the waiting; undefined while nobody waits. */
let end: (() => void) | undefined;
let hearKey: ((event: KeyboardEvent) => boolean) | undefined;

/**
 * Keeps keys from everybody else until they are taken, dropped, or the field was waited for too long.
 * @param onEscape the palette is not wanted any more
 */
export function waitForField(target: EventTarget, now: number, onEscape: () => void): void {
  dropAhead();
  const hear = (event: KeyboardEvent): boolean => {
    if (
      event.timeStamp - now > mostAgeMs ||
      isField(event.target) ||
      isSomethingElse(event.target)
    ) {
      dropAhead();
      return false;
    }
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === 'Escape') onEscape();
    else ahead = after(ahead, event.key);
    return true;
  };
  const listener = (event: Event) => void hear(event as KeyboardEvent);
  target.addEventListener('keydown', listener, { capture: true });
  hearKey = hear;
  end = () => target.removeEventListener('keydown', listener, { capture: true });
}

/** For a key that was pressed before anybody could wait. @returns whether it is kept for the field */
export const heardEarly = (event: KeyboardEvent): boolean => hearKey?.(event) ?? false;

/** What was kept; nobody waits after that. */
export function takeAhead(): Ahead {
  const taken = ahead;
  dropAhead();
  return taken;
}

export function dropAhead(): void {
  end?.();
  [end, hearKey, ahead] = [undefined, undefined, nothing];
}

function after(old: Ahead, key: string): Ahead {
  // What comes after Enter is not part of the words.
  if (old.enter) return old;
  if (key === 'Enter') return { ...old, enter: true };
  if (key === 'Backspace') return { ...old, text: [...old.text].slice(0, -1).join('') };
  const isLetter = [...key].length === 1 && old.text.length < mostLetters;
  return isLetter ? { ...old, text: old.text + key } : old;
}

const isField = (target: EventTarget | null) => matches(target, '[role="combobox"]');

/** A dialog came first, and what is typed is meant for its field: a password must not be shown elsewhere. */
const isSomethingElse = (target: EventTarget | null) =>
  matches(target, 'input[type="password"], [role="dialog"] :is(input, textarea)');

const matches = (target: EventTarget | null, selector: string) =>
  typeof Element !== 'undefined' && target instanceof Element && target.matches(selector);
