/** Words of the doctor. Pure. */
import type { Problem } from '../../preload/contract/problem';
import type { DoctorStep } from '../../preload/contract/servers';

const status = {
  running: 'Checking',
  ok: 'Fine',
  warning: 'Careful',
  failed: 'Failed',
  skipped: 'Not tried',
} as const;

export function statusWords(value: DoctorStep['status']): string {
  return status[value];
}

export function durationWords(ms: number | null): string {
  if (ms === null) return '';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Failures before anything was proven: there the way itself is worth a look. */
const aboutTheWay =
  /^connections\/(unresolved|vpn-needed|refused|timed-out|unreachable|network|silent|not-ssh|dropped|jump-failed|proxy-failed)$/;

export function isAboutTheWay(tag: string): boolean {
  return aboutTheWay.test(tag);
}

/** A step's problem without the buttons that lead here or stand below the list: to check, again. */
export function withoutDoctor(problem: Problem): Problem {
  const isHere = new Set<string | undefined>(['open-doctor', 'retry']);
  return { ...problem, next: problem.next.filter(({ action }) => !isHere.has(action?.kind)) };
}

export function verdictWords(healthy: boolean | null, steps: readonly DoctorStep[]): string {
  if (healthy === null) return '';
  if (healthy) return carefulWords(steps.filter(({ status: each }) => each === 'warning').length);
  const cause = steps.find(({ status: each }) => each === 'failed');
  if (!cause) return 'The check did not come to its end.';
  // After the shell the steps do not need each other: the connection itself is sound.
  const isIn = steps.some(({ step, status: each }) => step === 'shell' && each === 'ok');
  return isIn ? `The connection works, but not: ${cause.label}.` : `It stops at: ${cause.label}.`;
}

function carefulWords(warnings: number): string {
  if (warnings === 0) return 'Everything works.';
  return `It works. ${warnings === 1 ? 'One thing wants' : `${warnings} things want`} a look.`;
}
