/**
 * The tabs of every server's terminals, their order and sides. Follows the engine's list, and is kept
 * in the session's storage for a page that is loaded again (the shells live on in the engine).
 */
import { create } from 'zustand';
import type { TerminalEntry } from '../../preload/contract/terminals';
import {
  change,
  type Direction,
  moveTab,
  settle,
  shareWithin,
  splitTab,
  stepTab,
  type Tabs,
  type TerminalTab,
  tabOf,
} from './arrangement';
import { type KeptTabs, keptText, nameLimit, readKept } from './kept-tabs';
import { useTerminals } from './mirror';

const kept = 'labmate.terminals';
const none: Tabs = [];

export const useTabs = create<KeptTabs>()(() => readKept(sessionStorage.getItem(kept)));
useTabs.subscribe((state) => sessionStorage.setItem(kept, keptText(state)));

/** Servers where a shell is being started for a side: it gets no tab of its own meanwhile. */
const splitting = new Map<string, number>();

const tabsNow = (server: string): Tabs => useTabs.getState().tabs[server] ?? none;

function setTabs(server: string, next: Tabs): void {
  if (next === tabsNow(server)) return;
  useTabs.setState(({ tabs }) => ({ tabs: { ...tabs, [server]: next } }));
}

function settleAll(entries: readonly TerminalEntry[]): void {
  const servers = new Set([
    ...Object.keys(useTabs.getState().tabs),
    ...entries.map(({ server }) => server),
  ]);
  for (const server of servers) {
    const ids = entries.filter((entry) => entry.server === server).map(({ id }) => id);
    setTabs(server, settle(tabsNow(server), ids, !splitting.has(server)));
  }
}
const follow = ({ snapshot }: { snapshot: readonly TerminalEntry[] | undefined }) => {
  if (snapshot) settleAll(snapshot);
};
follow(useTerminals.getState());
useTerminals.subscribe(follow);

/** The tabs of a server, in their order. */
export const useServerTabs = (server: string): Tabs => useTabs(({ tabs }) => tabs[server]) ?? none;

/** The tab in which a terminal stands. */
export function tabWith(id: string): TerminalTab | undefined {
  for (const tabs of Object.values(useTabs.getState().tabs)) {
    const found = tabOf(tabs, id);
    if (found) return found;
  }
  return undefined;
}

/** Shows the tab of a terminal, with this side in front of the keyboard. */
export function putInFront(server: string, id: string): void {
  // A new terminal may be told of here before the engine's list has it.
  const tabs = settle(tabsNow(server), [...tabsNow(server).flatMap(({ sides }) => sides), id]);
  const tab = tabOf(tabs, id);
  if (!tab) return;
  setTabs(
    server,
    tab.focused === id ? tabs : change(tabs, tab.key, (one) => ({ ...one, focused: id })),
  );
  if (useTabs.getState().active[server] === tab.key) return;
  useTabs.setState(({ active }) => ({ active: { ...active, [server]: tab.key } }));
}

/** Starts a shell by `open`, and puts it beside the terminal of a tab. Resolves to its id. */
export async function splitWith(
  server: string,
  key: string,
  direction: Direction,
  open: () => Promise<string | undefined>,
): Promise<string | undefined> {
  splitting.set(server, (splitting.get(server) ?? 0) + 1);
  try {
    const id = await open();
    if (id !== undefined) setTabs(server, splitTab(tabsNow(server), key, id, direction));
    return id;
  } finally {
    const others = (splitting.get(server) ?? 1) - 1;
    if (others > 0) splitting.set(server, others);
    else splitting.delete(server);
    // The list may not have the new one yet: it stays where it was put until the list says more.
    const { snapshot } = useTerminals.getState();
    const placed = tabsNow(server).flatMap(({ sides }) => sides);
    const listed = (snapshot ?? []).filter((entry) => entry.server === server);
    setTabs(server, settle(tabsNow(server), [...placed, ...listed.map(({ id }) => id)]));
  }
}

/** Lays both sides of a split tab side by side, or one above the other. */
export function turnSplit(server: string, key: string, direction: Direction): void {
  setTabs(
    server,
    change(tabsNow(server), key, (tab) => ({ ...tab, direction })),
  );
}

/** Moves the divider: the part of the first side, 0 to 1. */
export function shareSplit(server: string, key: string, share: number): void {
  setTabs(
    server,
    change(tabsNow(server), key, (tab) => ({ ...tab, share: shareWithin(share) })),
  );
}

export function renameTab(server: string, key: string, name: string): void {
  const short = name.trim().slice(0, nameLimit);
  setTabs(
    server,
    change(tabsNow(server), key, (tab) => ({ ...tab, name: short === '' ? null : short })),
  );
}

/** Puts a tab into the place of another. */
export function dropTab(server: string, key: string, over: string): void {
  setTabs(server, moveTab(tabsNow(server), key, over));
}

/** Moves a tab by one place to the left or right; returns the place where it then is, from 1. */
export function moveTabBy(server: string, key: string, by: -1 | 1): number {
  setTabs(server, stepTab(tabsNow(server), key, by));
  return tabsNow(server).findIndex((tab) => tab.key === key) + 1;
}
