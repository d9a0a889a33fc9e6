/** A time relative to now, with the exact time on hover. */

import { useNow } from './clock';
import { formatExact, formatRelative } from './format';

export function When({ at }: { at: number }) {
  const now = useNow();
  return (
    <time dateTime={isoOf(at)} title={formatExact(at)}>
      {formatRelative(at, now)}
    </time>
  );
}

/** As the `dateTime` of a time element; undefined when it is no date. */
export function isoOf(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
