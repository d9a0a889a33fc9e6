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
  const reveal = (index: number) => {
    const element = ref.current;
    if (!element) return;
    const rowTop = index * rowHeight;
    if (rowTop < element.scrollTop) element.scrollTop = rowTop;
    else if (rowTop + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = rowTop + rowHeight - element.clientHeight;
    requestAnimationFrame(() =>
      element.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  const onScroll = (event: React.UIEvent<HTMLElement>) => setTop(event.currentTarget.scrollTop);
  return { ref, top, height, reveal, onScroll };
}
