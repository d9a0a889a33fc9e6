/** Words of a terminal's name and end. Pure. */
import type { TerminalEntry } from '../../preload/contract/terminals';
import { visibleLine } from '../kit/safe-text';
import { sideWord, type TerminalTab } from './arrangement';

/** The most of a title that a tab shows, in characters. */
const titleLimit = 80;

/** How a shell ended, in one sentence; empty while it runs. */
export function endWords(state: TerminalEntry['state']): string {
  if (state.kind === 'open') return '';
  if (state.kind === 'lost') return 'The connection to this shell was lost.';
  if (state.signal !== null) return `The shell was ended by the signal ${signalOf(state.signal)}.`;
  if (state.code === null || state.code === 0) return 'The shell has ended.';
  return `The shell has ended with code ${state.code}.`;
}

/** The server names it, and may name anything. */
const signalOf = (signal: string) => visibleLine(signal.slice(0, 20));

/** The same for a tab; null while it runs. */
export function endMark(state: TerminalEntry['state']): string | null {
  if (state.kind === 'open') return null;
  if (state.kind === 'lost') return 'lost';
  if (state.signal !== null) return `ended by ${signalOf(state.signal)}`;
  return state.code === null || state.code === 0 ? 'ended' : `exited with ${state.code}`;
}

/** What the person calls a tab, or `Terminal 2`. */
export function tabLabel({ name, number }: Pick<TerminalTab, 'name' | 'number'>): string {
  return name ?? `Terminal ${number}`;
}

/** `Terminal 2`, or `the left side of Terminal 2`. */
export function placeLabel(tab: TerminalTab, id: string): string {
  const side = sideWord(tab, id);
  return side === null ? tabLabel(tab) : `the ${side} side of ${tabLabel(tab)}`;
}

/** Whether closing these may end a shell: one that the engine's list does not have yet is starting. */
export function mayRun(
  ids: readonly string[],
  entries: readonly Pick<TerminalEntry, 'id' | 'state'>[],
): boolean {
  return ids.some(
    (id) => (entries.find((each) => each.id === id)?.state.kind ?? 'open') === 'open',
  );
}

/** What ends with the terminals of a tab that are closed together. */
export function closeWords(tab: TerminalTab, ids: readonly string[]): string {
  if (ids.length > 1)
    return 'Both shells in this tab end, and the programs that they run end with them.';
  const place = tab.sides.length > 1 ? 'on this side' : 'in this tab';
  return `The shell ${place} ends, and the programs that it runs end with it.`;
}

/** A title that the server chose, as plain text that cannot hide or reorder anything. */
export function plainTitle(title: string): string {
  const line = visibleLine(title.slice(0, titleLimit)).trim();
  return title.length > titleLimit ? `${line}…` : line;
}

/** The line above which the old shell's output stays when a new one starts in its place. */
export function reopenedLine(state: TerminalEntry['state'], now: Date): string {
  const time = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return `--- ${endWords(state)} A new shell starts here (${time}). ---`;
}
