/**
 * Where the keyboard goes when what had it is gone: a renamed row, a dialog whose opener was removed. A
 * list says here how it takes the keyboard back.
 */
import { useEffect } from 'react';

const homes = new Set<() => void>();

/** Nothing has the keyboard: what had it was taken out of the page. */
export const isFocusLost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

/** @param take gives the keyboard to what should have it, if it is this one's turn; stays the same function */
export function useFocusHome(take: () => void): void {
  useEffect(() => {
    homes.add(take);
    return () => void homes.delete(take);
  }, [take]);
}

/** To be called when something was closed: one of those that want it gets the keyboard, if nothing has it. */
export function recallFocus(): void {
  // What was closed is taken out of the page after this.
  requestAnimationFrame(() => {
    for (const take of homes) if (isFocusLost()) take();
  });
}
