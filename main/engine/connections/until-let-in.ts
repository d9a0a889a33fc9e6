/**
 * A server that has too many sign-ins under way (sshd's MaxStartups) drops new ones before a word is
 * said, at random. That is no refusal: trying again a little later, not all at the same moment, is
 * what lets everybody in.
 */
import { problemOf } from '../kit/outcome';
import { pause } from '../kit/pause';

/** Before the second, third, … try; each is lengthened by up to as much again, at random. */
const usualPausesMs = [400, 900, 1800, 3500];

interface Patience {
  signal: AbortSignal;
  tell(step: string): void;
  pausesMs?: readonly number[] | undefined;
}

/** @throws what the last try threw; other failures than a full server at once */
export async function untilLetIn<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { signal, tell, pausesMs = usualPausesMs } = patience;
  for (const [at, ms] of pausesMs.entries()) {
    try {
      return await attempt();
    } catch (error) {
      if (!isFull(error) || signal.aborted) throw error;
      tell(`the server takes no more sign-ins right now; try ${at + 2} of ${pausesMs.length + 1}`);
      await pause(ms * (1 + Math.random()), signal);
      if (signal.aborted) throw error;
    }
  }
  return attempt();
}

function isFull(error: unknown): boolean {
  const problem = problemOf(error);
  // A failed jump carries the tag of what failed there.
  const tag = problem?.tag === 'connections/jump-failed' ? problem.facts['cause'] : problem?.tag;
  if (tag === 'connections/dropped') return true;
  // "Not allowed at this time" is sshd's penalty for an address: knocking again makes it longer.
  return tag === 'connections/busy' && !/^Not allowed/.test(String(problem?.facts['text'] ?? ''));
}
