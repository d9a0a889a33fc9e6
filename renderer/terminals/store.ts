/** The terminals' sessions, and which tab and paste is shown. */
import { create } from 'zustand';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { client } from '../connect';
import { sayProblem } from '../kit/toast';
import { TerminalSession } from './session';

interface TerminalsUi {
  /** The tab shown of each server. */
  active: Readonly<Record<string, string>>;
  /** A paste that waits for a word. */
  paste: { id: string; text: string } | null;
  hovered: string | null;
  /** Terminals whose port could not be had. */
  refused: ReadonlySet<string>;
}

export const useTerminalsUi = create<TerminalsUi>()(() => ({
  active: {},
  paste: null,
  hovered: null,
  refused: new Set(),
}));

const sessions = new Map<string, TerminalSession>();

async function openUrl(url: string): Promise<void> {
  const outcome = await client.ask('shell.openUrl', { url });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** The session of a terminal, made when it is first shown. */
export function sessionOf(id: string): TerminalSession {
  let session = sessions.get(id);
  if (!session) {
    session = new TerminalSession(id, {
      askPaste: (text) => useTerminalsUi.setState({ paste: { id, text } }),
      openUrl: (url) => void openUrl(url),
      hoverLink: (hovered) => useTerminalsUi.setState({ hovered }),
      leave: () => document.querySelector<HTMLElement>('[data-shown-terminal="true"]')?.focus(),
      refused: () =>
        useTerminalsUi.setState(({ refused }) => ({ refused: new Set(refused).add(id) })),
    });
    sessions.set(id, session);
  }
  return session;
}

/** Sessions of terminals that the engine has closed go; ended ones stay readable. */
export function pruneSessions(entries: readonly TerminalEntry[]): void {
  const known = new Set(entries.map(({ id }) => id));
  for (const [id, session] of sessions) {
    if (known.has(id)) continue;
    session.dispose();
    sessions.delete(id);
  }
}

export function showTerminal(server: string, id: string): void {
  useTerminalsUi.setState(({ active }) => ({ active: { ...active, [server]: id } }));
  sessions.get(id)?.terminal.focus();
}

export async function closeTerminal(id: string): Promise<void> {
  const outcome = await client.ask('terminals.close', { id });
  if (!outcome.ok) sayProblem(outcome.problem);
}
