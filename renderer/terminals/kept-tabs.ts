/** The tabs as they are kept for a page that is loaded again: read back only as far as they make sense. Pure. */
import { shareWithin, type Tabs, type TerminalTab } from './arrangement';

export interface KeptTabs {
  /** The tabs of each server, in their order. */
  readonly tabs: Readonly<Record<string, Tabs>>;
  /** The key of the tab that each server shows. */
  readonly active: Readonly<Record<string, string>>;
}

/** The longest name of a tab, in characters. */
export const nameLimit = 60;

export const keptText = ({ tabs, active }: KeptTabs): string => JSON.stringify({ tabs, active });

/** What was kept, as far as it makes sense. */
export function readKept(text: string | null): KeptTabs {
  const { tabs, active } = recordOf(parsed(text));
  const read = Object.entries(recordOf(tabs)).map(
    ([server, list]) => [server, Array.isArray(list) ? tabsOf(list) : []] as const,
  );
  const shown = Object.entries(recordOf(active)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { tabs: Object.fromEntries(read), active: Object.fromEntries(shown) };
}

function tabsOf(list: readonly unknown[]): Tabs {
  const seen = new Set<string>();
  return list.flatMap((found) => {
    const tab = tabFrom(recordOf(found));
    if (!tab || tab.sides.some((id) => seen.has(id))) return [];
    for (const id of tab.sides) seen.add(id);
    return [tab];
  });
}

function tabFrom(found: Record<string, unknown>): TerminalTab | null {
  const { key, number, name, sides, focused, direction, share } = found;
  const ids = Array.isArray(sides) ? sides.filter((id) => typeof id === 'string') : [];
  const [first] = ids;
  if (typeof key !== 'string' || first === undefined || ids.length > 2) return null;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return null;
  return {
    key,
    number,
    name: typeof name === 'string' ? name.slice(0, nameLimit) : null,
    sides: ids,
    focused: ids.find((id) => id === focused) ?? first,
    direction: direction === 'down' ? 'down' : 'right',
    share: typeof share === 'number' && Number.isFinite(share) ? shareWithin(share) : 0.5,
  };
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
