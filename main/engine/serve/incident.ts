/** A bug becomes a number that a person can quote; its stack stays in the log. */
import { randomBytes } from 'node:crypto';
import type { Log } from '../kit/log';
import { type Problem, problem } from '../kit/outcome';

/** Logs `error` with a fresh incident number and returns the problem that names it. */
export function newIncident(error: unknown, where: string, log: Log): Problem {
  const incident = randomBytes(4).toString('hex');
  log.error('incident', {
    incident,
    where,
    stack: error instanceof Error ? error.stack : String(error),
  });
  return problem('bug/incident', `Labmate made a mistake (incident ${incident}).`, {
    why: 'This is a fault in Labmate, not in what you did.',
    next: [
      { label: 'Try again', action: { kind: 'retry' } },
      'Report it with the incident number; the log holds the rest.',
    ],
    facts: { incident, where },
  });
}
