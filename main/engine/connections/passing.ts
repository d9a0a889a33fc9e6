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
  'connections/proxy-silent',
  'connections/proxy-closed',
  'connections/handshake',
  'connections/handshake-timeout',
]);

/** True when trying the same again later may well succeed. */
export function passesByItself(problem: Problem): boolean {
  // A failed jump or proxy carries the tag of what failed there.
  const carries = /^connections\/(jump|proxy)-failed$/.test(problem.tag);
  const tag = carries ? problem.facts['cause'] : problem.tag;
  return typeof tag === 'string' && passing.has(tag);
}
