/** Words of a terminal's name and end. Pure. */
import type { TerminalEntry } from '../../preload/contract/terminals';
import { visibleLine } from '../kit/safe-text';

/** The most of a title that a tab shows, in characters. */
const titleLimit = 80;

/** How a shell ended, in one sentence; empty while it runs. */
export function endWords(state: TerminalEntry['state']): string {
  if (state.kind === 'open') return '';
  if (state.kind === 'lost') return 'The connection to this shell was lost.';
  if (state.signal !== null) return `The shell was ended by the signal ${state.signal}.`;
  if (state.code === null || state.code === 0) return 'The shell has ended.';
  return `The shell has ended with code ${state.code}.`;
}

/** The same for a tab; null while it runs. */
export function endMark(state: TerminalEntry['state']): string | null {
  if (state.kind === 'open') return null;
  if (state.kind === 'lost') return 'lost';
  if (state.signal !== null) return `ended by ${visibleLine(state.signal)}`;
  return state.code === null || state.code === 0 ? 'ended' : `exited with ${state.code}`;
}

/** `Terminal 2`: numbered in the order in which they were opened. */
export function tabLabel(at: number): string {
  return `Terminal ${at + 1}`;
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
