/** Scroll position and height of the list, and a way to bring a row into view with its focus. */
import { useEffect, useRef, useState } from 'react';
import { rowHeight } from './window-rows';

export function useScroller(folder: string) {
  const ref = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder starts at its top
  useEffect(() => {
    ref.current?.scrollTo(0, 0);
    setTop(0);
  }, [folder]);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // The row may be drawn only after the scroll: it gets the focus once it is there.
  const waiting = useRef<number>(undefined);
  useEffect(() => {
    if (waiting.current === undefined) return;
    const row = ref.current?.querySelector<HTMLElement>(`[data-index="${waiting.current}"]`);
    if (!row) return;
    waiting.current = undefined;
    row.focus({ preventScroll: true });
  });
  const reveal = (index: number) => {
    const element = ref.current;
    if (!element) return;
    const rowTop = index * rowHeight;
    const { scrollTop, clientHeight } = element;
    if (rowTop < scrollTop) element.scrollTop = rowTop;
    else if (rowTop + rowHeight > scrollTop + clientHeight)
      element.scrollTop = rowTop + rowHeight - clientHeight;
    waiting.current = index;
    setTop(element.scrollTop);
  };
  const onScroll = (event: React.UIEvent<HTMLElement>) => setTop(event.currentTarget.scrollTop);
  return { ref, top, height, reveal, onScroll };
}
