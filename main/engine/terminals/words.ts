/** The sentences of everything that can go wrong with a terminal. */
import { type Problem, problem } from '../kit/outcome';

export type TerminalFacts =
  | { what: 'unknown'; id: string }
  | { what: 'ended-oddly'; server: string; detail: string };

export function terminalProblem(facts: TerminalFacts): Problem {
  if (facts.what === 'unknown') {
    return problem('terminals/unknown', 'This terminal is closed already.', {
      next: ['Open a new terminal.'],
      facts,
    });
  }
  return problem('terminals/ended', `The terminal on ${facts.server} ended unexpectedly.`, {
    why: 'The server closed it without saying how the shell ended.',
    next: ['Open a new terminal.'],
    facts: { server: facts.server },
    detail: facts.detail,
  });
}
