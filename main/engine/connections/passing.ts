/**
 * Which failures pass by themselves (the network comes back, the server has a free place again), so
 * that work in the background may try again without a person. Everything else (sign-in, host keys,
 * settings) is for the person: repeating it could lock an account.
 */
import type { Problem } from '../kit/outcome';

const passing: ReadonlySet<string> = new Set([
  'connections/lost',
  'connections/unresolved',
  'connections/vpn-needed',
  'connections/refused',
  'connections/timed-out',
  'connections/unreachable',
  'connections/network',
  'connections/silent',
  'connections/busy',
  'connections/dropped',
  'connections/handshake',
  'connections/handshake-timeout',
]);

/** True when trying the same again later may well succeed. */
export function passesByItself(problem: Problem): boolean {
  // A failed jump carries the tag of what failed there.
  const tag = problem.tag === 'connections/jump-failed' ? problem.facts['cause'] : problem.tag;
  return typeof tag === 'string' && passing.has(tag);
}
