/** Which names are selected after a click or key, and which name typed letters mean. Pure. */

interface Selectable {
  name: string;
  nameIsValid: boolean;
}

/** Names from one row to another, both included; unreadable names are never selected. */
export function namesBetween(entries: readonly Selectable[], from: number, to: number): string[] {
  return entries
    .slice(Math.min(from, to), Math.max(from, to) + 1)
    .filter(({ nameIsValid }) => nameIsValid)
    .map(({ name }) => name);
}

/**
 * The row that typed letters mean: the next one that begins with them. One letter again and again
 * goes from one such row to the next. -1 when there is none.
 */
export function rowTyped(entries: readonly Selectable[], typed: string, from: number): number {
  const wanted = fold(typed);
  const same = wanted.length > 1 && [...wanted].every((letter) => letter === wanted[0]);
  const exact = search(entries, wanted, wanted.length === 1 ? from + 1 : from);
  if (exact >= 0 || !same) return exact;
  return search(entries, wanted.slice(0, 1), from + 1);
}

function search(entries: readonly Selectable[], wanted: string, from: number): number {
  for (let n = 0; n < entries.length; n += 1) {
    const at = (from + n) % entries.length;
    if (fold(entries[at]?.name ?? '').startsWith(wanted)) return at;
  }
  return -1;
}

const fold = (text: string) => text.toLowerCase();

/** Entries whose name holds what was typed into the filter. */
export function filterEntries<T extends Selectable>(
  entries: readonly T[],
  filter: string,
): readonly T[] {
  const wanted = fold(filter.trim());
  return wanted === '' ? entries : entries.filter(({ name }) => fold(name).includes(wanted));
}
