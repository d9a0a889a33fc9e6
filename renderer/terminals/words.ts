/** Words of a terminal's end. Pure. */
import type { TerminalEntry } from '../../preload/contract/terminals';

/** How a shell ended, in one sentence; empty while it runs. */
export function endWords(state: TerminalEntry['state']): string {
  if (state.kind === 'open') return '';
  if (state.kind === 'lost') return 'The connection to this shell was lost.';
  if (state.signal !== null) return `The shell was ended by the signal ${state.signal}.`;
  if (state.code === null || state.code === 0) return 'The shell has ended.';
  return `The shell has ended with code ${state.code}.`;
}

/** `Terminal 2`: numbered in the order in which they were opened. */
export function tabLabel(at: number): string {
  return `Terminal ${at + 1}`;
}
