/** Runs commands by their keys, wherever the window has the focus. */
import { useEffect } from 'react';
import { allCommands, type Command } from '../kit/commands';
import { takeEarlyKeys } from '../kit/early-keys';
import { fitsKeys, holdsIn, type KeyPlace } from './keys';
import { heardEarly } from './typed-ahead';

export const isMac = /Mac/i.test(globalThis.navigator?.platform ?? '');

/**
 * Listens before anybody else, so that a component cannot swallow a key that is for everywhere. To be
 * used after the commands of the window were added.
 */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const place = placeOf(event.target);
      const overDialog = document.querySelector('[aria-modal="true"]') !== null;
      const command = allCommands().find((each) => isMeant(each, event, place, overDialog));
      if (!command) {
        // A window is no page of text: here the browser would mark every word of it.
        if (place === 'elsewhere' && fitsKeys('mod+A', event, isMac)) event.preventDefault();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      command.run();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    // The commands are there now: what was pressed before them counts as if it were pressed here.
    for (const event of takeEarlyKeys(window, performance.now()))
      if (!heardEarly(event)) onKeyDown(event);
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

function isMeant(
  command: Command,
  event: KeyboardEvent,
  place: KeyPlace,
  overDialog: boolean,
): boolean {
  if (command.disabled !== undefined || (overDialog && !command.overDialogs)) return false;
  const everywhere = command.everywhere === true;
  const all = [command.keys, ...(command.otherKeys ?? [])];
  return all.some(
    (keys, at) =>
      keys !== undefined &&
      fitsKeys(keys, event, isMac) &&
      holdsIn(place, { keys, main: at === 0, everywhere }),
  );
}

function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return 'elsewhere';
  if (target.closest('.xterm')) return 'terminal';
  const takesText =
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !buttonLike.has(target.type));
  return takesText ? 'field' : 'elsewhere';
}

const buttonLike = new Set(['checkbox', 'radio', 'button', 'submit', 'reset']);
