/** Which terminals stand in which tab, and on which side of it. Pure. */

/** Where the second side stands: at the right of the first, or below it. */
export type Direction = 'right' | 'down';

export interface TerminalTab {
  /** The terminal that the tab was opened with; stays when that one is closed and a second goes on. */
  readonly key: string;
  /** `Terminal 2`: counted from 1, stays while the tab lives. */
  readonly number: number;
  /** What the person calls it. */
  readonly name: string | null;
  /** One terminal, or two: the left or upper one first. */
  readonly sides: readonly string[];
  /** The side that had the keyboard last. */
  readonly focused: string;
  readonly direction: Direction;
  /** How much of the place the first side takes, from `leastShare` to 1 - `leastShare`. */
  readonly share: number;
}

export type Tabs = readonly TerminalTab[];

/** No side gets smaller than this part of the place. */
export const leastShare = 0.15;

export function shareWithin(share: number): number {
  return Math.min(1 - leastShare, Math.max(leastShare, share));
}

/** Takes over which terminals there are: ended ones leave their tab, new ones get one of their own. */
export function settle(tabs: Tabs, ids: readonly string[], takeNew = true): Tabs {
  const known = new Set(ids);
  const left = tabs.flatMap((tab) => {
    if (tab.sides.every((id) => known.has(id))) return [tab];
    const sides = tab.sides.filter((id) => known.has(id));
    const [first] = sides;
    return first === undefined ? [] : [{ ...tab, sides, focused: first }];
  });
  const placed = new Set(left.flatMap(({ sides }) => sides));
  const added: TerminalTab[] = [];
  for (const id of takeNew ? ids : [])
    if (!placed.has(id)) added.push(newTab(id, [...left, ...added]));
  const same = added.length === 0 && left.every((tab, at) => tab === tabs[at]);
  return same && left.length === tabs.length ? tabs : [...left, ...added];
}

function newTab(id: string, others: Tabs): TerminalTab {
  const taken = new Set(others.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return { key: id, number, name: null, sides: [id], focused: id, direction: 'right', share: 0.5 };
}

/** Puts a terminal, from wherever it stands, beside the one of a tab that has one side only. */
export function splitTab(tabs: Tabs, key: string, id: string, direction: Direction): Tabs {
  const target = tabs.find((tab) => tab.key === key);
  if (target?.sides.length !== 1 || target.sides.includes(id)) return tabs;
  const others = tabs.filter((tab) => tab.sides.length > 1 || tab.sides[0] !== id);
  return change(others, key, (tab) => ({
    ...tab,
    sides: [...tab.sides, id],
    focused: id,
    direction,
    share: 0.5,
  }));
}

/** Changes one tab; the rest are the same objects. */
export function change(tabs: Tabs, key: string, how: (tab: TerminalTab) => TerminalTab): Tabs {
  return tabs.map((tab) => (tab.key === key ? how(tab) : tab));
}

export const tabOf = (tabs: Tabs, id: string): TerminalTab | undefined =>
  tabs.find(({ sides }) => sides.includes(id));

/** The side that has not the keyboard; undefined where there is one side only. */
export const otherSide = ({ sides, focused }: TerminalTab): string | undefined =>
  sides.find((id) => id !== focused);

/** `left`, `right`, `upper` or `lower`; null in a tab of one side. */
export function sideWord({ sides, direction }: TerminalTab, id: string): string | null {
  if (sides.length < 2) return null;
  const isFirst = sides[0] === id;
  if (direction === 'right') return isFirst ? 'left' : 'right';
  return isFirst ? 'upper' : 'lower';
}

/** Moves a tab to the place of another; the same list where nothing changes. */
export function moveTab(tabs: Tabs, key: string, over: string): Tabs {
  const from = tabs.findIndex((tab) => tab.key === key);
  const to = tabs.findIndex((tab) => tab.key === over);
  const moved = tabs[from];
  if (!moved || to < 0 || from === to) return tabs;
  return tabs.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** Moves a tab by one place; at an end it stays. */
export function stepTab(tabs: Tabs, key: string, by: -1 | 1): Tabs {
  const next = tabs[tabs.findIndex((tab) => tab.key === key) + by];
  return next ? moveTab(tabs, key, next.key) : tabs;
}
