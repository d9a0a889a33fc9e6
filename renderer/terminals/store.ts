/** Mirrors the engine's terminals, holds their sessions, and what the page shows of them. */
import { create } from 'zustand';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { client } from '../connect';
import { useSettings } from '../connect/settings';
import { sayProblem } from '../kit/toast';
import { usualSettings } from './appearance';
import type { SearchResult } from './search/search';
import { TerminalSession } from './session';
import { plainTitle, reopenedLine } from './words';

interface TerminalsUi {
  /** The tab shown of each server. */
  active: Readonly<Record<string, string>>;
  /** A paste that waits for a word. */
  paste: { id: string; text: string } | null;
  hovered: string | null;
  /** Terminals whose port could not be had. */
  refused: ReadonlySet<string>;
  /** What a program has set, made plain. */
  titles: Readonly<Record<string, string>>;
  /** What the person calls a tab. */
  names: Readonly<Record<string, string>>;
  /** Tabs that rang while they were not seen. */
  rang: ReadonlySet<string>;
  /** Terminals with the search bar open, and what it found. */
  searches: Readonly<Record<string, SearchResult>>;
  /** Counts the wishes to search: each leads into the field. */
  searchAsked: number;
  menu: { id: string; x: number; y: number } | null;
  renaming: string | null;
  /** A tab whose shell runs and that is to be closed. */
  closing: string | null;
}

export const useTerminalsUi = create<TerminalsUi>()(() => ({
  active: {},
  paste: null,
  hovered: null,
  refused: new Set(),
  titles: {},
  names: {},
  rang: new Set(),
  searches: {},
  searchAsked: 0,
  menu: null,
  renaming: null,
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
    hoverLink: (hovered) => set({ hovered }),
    leave: () => document.querySelector<HTMLElement>('[data-shown-terminal="true"]')?.focus(),
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
    useTerminalsUi.setState(({ titles, names, searches }) => ({
      titles: without(titles, id),
      names: without(names, id),
      searches: without(searches, id),
    }));
  }
}

export function showTerminal(server: string, id: string): void {
  useTerminalsUi.setState(({ active, rang }) => {
    const left = new Set(rang);
    left.delete(id);
    return { active: { ...active, [server]: id }, rang: left };
  });
  sessions.get(id)?.terminal.focus();
}

/** Closes a tab; asks first where a shell would end, unless the settings say not to. */
export function askToClose({ id, state }: TerminalEntry): void {
  if (state.kind === 'open' && settingsNow().confirmClose) useTerminalsUi.setState({ closing: id });
  else void closeTerminal(id);
}

export async function closeTerminal(id: string): Promise<void> {
  const outcome = await client.ask('terminals.close', { id });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Starts a new shell below what the ended one has left on the screen. */
export async function reopenTerminal({ id, state }: TerminalEntry): Promise<void> {
  const session = sessionOf(id);
  const { cols, rows } = session.terminal;
  const outcome = await client.ask('terminals.reopen', { id, cols, rows });
  if (outcome.ok) session.reconnect(reopenedLine(state, new Date()));
  else sayProblem(outcome.problem);
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

export function renameTerminal(id: string, name: string): void {
  const kept = name.trim().slice(0, 60);
  useTerminalsUi.setState(({ names }) => ({
    renaming: null,
    names: kept === '' ? without(names, id) : { ...names, [id]: kept },
  }));
}
