/**
 * Keeps the keyboard in the list of files: rows go when a folder is opened, renamed or deleted, and
 * whoever was there goes on from the row that comes next.
 */
import { useCallback, useRef } from 'react';
import { isFocusLost, useFocusHome } from '../kit/focus-home';

/** Over the list, and giving the keyboard back. */
const above = '[role="dialog"], [role="menu"]';

export function useListFocus() {
  const place = useRef<HTMLDivElement>(null);
  const wasHere = useRef(false);
  /** The keyboard was in the list, and what had it is gone. */
  const isLost = useCallback(() => wasHere.current && isFocusLost(), []);
  const recall = useCallback(() => {
    if (!isLost()) return;
    const next = place.current?.querySelector<HTMLElement>(
      '[data-index][tabindex="0"], [data-empty]',
    );
    next?.focus({ preventScroll: true });
  }, [isLost]);
  useFocusHome(recall);
  const handlers = {
    onFocus: () => {
      wasHere.current = true;
    },
    onBlur: ({ relatedTarget: to }: React.FocusEvent) => {
      if (!(to instanceof Element) || place.current?.contains(to)) return;
      wasHere.current = to.closest(above) !== null;
    },
  };
  return { place, handlers, isLost, recall };
}
