/** Rows and columns of a table file; the first row is its head. Rows out of sight are not drawn. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { visibleLine } from '../../kit/safe-text';
import classes from './preview.module.css';

const rowHeight = 28;
/** Widths of columns in characters: wide enough for figures, not wider than a sentence. */
const widthRange = [6, 32] as const;
/** Rows that are looked at for the widths. */
const sampled = 60;

export function TableView({ rows }: { rows: readonly (readonly string[])[] }) {
  const box = useRef<HTMLElement>(null);
  const widths = useMemo(() => widthsOf(rows), [rows]);
  const [head = [], ...body] = rows;
  const virtual = useVirtualizer({
    count: body.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingStart: rowHeight,
    initialRect: { width: 400, height: 600 },
  });
  if (rows.length === 0) return <p className={classes['nothing']}>This table is empty.</p>;
  const columns = { gridTemplateColumns: widths.map((width) => `${width}ch`).join(' ') };
  return (
    <section
      ref={box}
      className={classes['scroll']}
      aria-label="Table of the file"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
      tabIndex={0}
    >
      <table className={classes['table']} aria-rowcount={rows.length}>
        <thead>
          <tr style={columns} aria-rowindex={1}>
            {widths.map((_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <th key={at} scope="col">
                {visibleLine(head[at] ?? '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() - rowHeight }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <tr
              key={index}
              aria-rowindex={index + 2}
              style={{ ...columns, transform: `translateY(${start - rowHeight}px)` }}
            >
              {widths.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                <td key={at} title={visibleLine(body[index]?.[at] ?? '')}>
                  {visibleLine(body[index]?.[at] ?? '')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows.slice(0, sampled)) {
    row.forEach((cell, at) => {
      const [least, most] = widthRange;
      widths[at] = Math.max(widths[at] ?? least, Math.min(most, cell.length + 3));
    });
  }
  return widths;
}
