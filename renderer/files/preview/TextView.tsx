/** Text with line numbers, drawn as far as it is in sight. A log opens at its end. */
import { Switch } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { linesOf, shownLine } from './lines';
import classes from './preview.module.css';

const lineHeight = 20;

export function TextView({ text, part }: { text: string; part: 'whole' | 'head' | 'tail' }) {
  const [wrap, setWrap] = useState(false);
  const lines = useMemo(() => linesOf(text), [text]);
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    initialRect: { width: 400, height: 600 },
  });
  const { scrollToIndex, measure } = virtual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines are as high as they wrap
  useEffect(measure, [wrap]);
  useEffect(() => {
    if (part === 'tail') scrollToIndex(lines.length - 1, { align: 'end' });
  }, [part, lines, scrollToIndex]);
  if (lines.length === 0) return <p className={classes['nothing']}>This file is empty.</p>;
  return (
    <>
      <div className={classes['tools']}>
        <Switch
          size="xs"
          label="Wrap long lines"
          checked={wrap}
          onChange={(event) => setWrap(event.currentTarget.checked)}
        />
      </div>
      <section
        ref={box}
        className={classes['scroll']}
        aria-label="Text of the file"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
        tabIndex={0}
      >
        <div className={classes['lines']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              className={classes['line']}
              data-wrap={wrap}
              style={{ transform: `translateY(${start}px)` }}
            >
              {/* The end of a log has no line numbers of its own. */}
              {part !== 'tail' && (
                <span className={classes['number']} aria-hidden>
                  {index + 1}
                </span>
              )}
              <code>{shownLine(lines[index] ?? '')}</code>
            </div>
          ))}
        </div>
      </section>
    </>
  );
}
