/** Mirrors the engine's terminals, holds their sessions, and what the page shows of them. */
import { create } from 'zustand';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { client } from '../connect';
import { useSettings } from '../connect/settings';
import { sayProblem } from '../kit/toast';
import { usualSettings } from './appearance';
import { useTerminals } from './mirror';
import type { SearchResult } from './search/search';
import { TerminalSession } from './session';
import { putInFront, tabWith } from './tabs-store';
import { mayRun, plainTitle, reopenedLine } from './words';

interface TerminalsUi {
  /** A paste that waits for a word. */
  paste: { id: string; text: string } | null;
  /** The link under the pointer, and in which terminal. */
  hovered: { id: string; url: string } | null;
  /** Terminals whose port could not be had. */
  refused: ReadonlySet<string>;
  /** What a program has set, made plain. */
  titles: Readonly<Record<string, string>>;
  /** Tabs that rang while they were not seen. */
  rang: ReadonlySet<string>;
  /** Terminals with the search bar open, and what it found. */
  searches: Readonly<Record<string, SearchResult>>;
  /** Counts the wishes to search: each leads into the field. */
  searchAsked: number;
  menu: { id: string; x: number; y: number } | null;
  /** Terminals whose new shell is on its way. */
  reopening: ReadonlySet<string>;
  /** The key of the tab that gets a new name. */
  renaming: string | null;
  /** Where a tab went that was moved by keys, for those who hear the window. */
  moved: string;
  /** Terminals that are to be closed together while a shell of them runs. */
  closing: readonly string[] | null;
}

export const useTerminalsUi = create<TerminalsUi>()(() => ({
  paste: null,
  hovered: null,
  refused: new Set(),
  titles: {},
  rang: new Set(),
  searches: {},
  searchAsked: 0,
  menu: null,
  reopening: new Set(),
  renaming: null,
  moved: '',
  closing: null,
}));

const sessions = new Map<string, TerminalSession>();
const motion = matchMedia('(prefers-reduced-motion: reduce)');

const settingsNow = () => useSettings.getState().snapshot?.terminal ?? usualSettings;
const isStill = () =>
  motion.matches || useSettings.getState().snapshot?.appearance.motion === 'reduced';

function applySettings(): void {
  for (const session of sessions.values()) session.apply(settingsNow(), isStill());
}
useSettings.subscribe((now, before) => {
  const { snapshot } = now;
  const same =
    snapshot?.terminal === before.snapshot?.terminal &&
    snapshot?.appearance === before.snapshot?.appearance;
  if (!same) applySettings();
});
motion.addEventListener('change', applySettings);

async function openUrl(url: string): Promise<void> {
  const outcome = await client.ask('shell.openUrl', { url });
  if (!outcome.ok) sayProblem(outcome.problem);
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  const { [id]: _gone, ...rest } = record;
  return rest;
}

/** The session of a terminal, made when it is first shown. */
export function sessionOf(id: string): TerminalSession {
  let session = sessions.get(id);
  if (!session) {
    session = newSession(id);
    sessions.set(id, session);
  }
  return session;
}

function newSession(id: string): TerminalSession {
  const set = useTerminalsUi.setState;
  return new TerminalSession(id, settingsNow(), isStill(), {
    askPaste: (text) => set({ paste: { id, text } }),
    openUrl: (url) => void openUrl(url),
    hoverLink: (url) => set({ hovered: url === null ? null : { id, url } }),
    leave: () => document.querySelector<HTMLElement>('[data-shown-terminal="true"]')?.focus(),
    startsAnew: () => startsAnew(id),
    refused: () => set(({ refused }) => ({ refused: new Set(refused).add(id) })),
    title: (text) => set(({ titles }) => ({ titles: { ...titles, [id]: plainTitle(text) } })),
    bell: () => {
      if (sessions.get(id)?.element.isConnected) return;
      set(({ rang }) => ({ rang: new Set(rang).add(id) }));
    },
    searched: (result) =>
      set(({ searches }) => (id in searches ? { searches: { ...searches, [id]: result } } : {})),
    menu: (place) => set({ menu: { id, ...place } }),
  });
}

/** Sessions of terminals that the engine has closed go; ended ones stay readable. */
export function pruneSessions(entries: readonly TerminalEntry[]): void {
  const known = new Set(entries.map(({ id }) => id));
  for (const [id, session] of sessions) {
    if (known.has(id)) continue;
    session.dispose();
    sessions.delete(id);
    useTerminalsUi.setState(({ titles, searches, hovered }) => ({
      titles: without(titles, id),
      searches: without(searches, id),
      hovered: hovered?.id === id ? null : hovered,
    }));
  }
}

/** Shows the tab of a terminal and gives it the keyboard. */
export function showTerminal(server: string, id: string): void {
  putInFront(server, id);
  const seen = tabWith(id)?.sides ?? [];
  useTerminalsUi.setState(({ rang }) => ({
    rang: new Set([...rang].filter((each) => !seen.includes(each))),
  }));
  sessions.get(id)?.terminal.focus();
}

/** Closes terminals; asks first where a shell would end, unless the settings say not to. */
export function askToClose(ids: readonly string[]): void {
  const runs = mayRun(ids, useTerminals.getState().snapshot ?? []);
  if (runs && settingsNow().confirmClose) useTerminalsUi.setState({ closing: ids });
  else for (const id of ids) void closeTerminal(id);
}

export async function closeTerminal(id: string): Promise<void> {
  const outcome = await client.ask('terminals.close', { id });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Starts a new shell below what the ended one has left on the screen; once, however often it is asked. */
export async function reopenTerminal({ id, state }: TerminalEntry): Promise<void> {
  if (useTerminalsUi.getState().reopening.has(id)) return;
  const setReopening = (add: readonly string[]) =>
    useTerminalsUi.setState(({ reopening }) => ({
      reopening: new Set([...reopening].filter((each) => each !== id).concat(add)),
    }));
  setReopening([id]);
  const session = sessionOf(id);
  const { cols, rows } = session.terminal;
  session.expectShell();
  const outcome = await client.ask('terminals.reopen', { id, cols, rows });
  if (outcome.ok) session.reconnect(reopenedLine(state, new Date()));
  else {
    session.expectNoShell();
    sayProblem(outcome.problem);
  }
  setReopening([]);
}

/** Enter in a terminal whose shell has ended is as good as its button. */
function startsAnew(id: string): boolean {
  const { reopening, refused } = useTerminalsUi.getState();
  const entry = useTerminals.getState().snapshot?.find((each) => each.id === id);
  if (!entry || entry.state.kind === 'open' || reopening.has(id) || refused.has(id)) return false;
  void reopenTerminal(entry);
  return true;
}

export function openSearch(id: string): void {
  useTerminalsUi.setState(({ searches, searchAsked }) => ({
    searchAsked: searchAsked + 1,
    searches: { ...searches, [id]: searches[id] ?? { kind: 'none' } },
  }));
}

export function closeSearch(id: string): void {
  useTerminalsUi.setState(({ searches }) => ({ searches: without(searches, id) }));
  const session = sessionOf(id);
  session.search.clear();
  session.terminal.focus();
}
