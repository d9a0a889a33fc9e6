/**
 * Expected failures. Inside the engine an expected failure travels as a `ProblemError`; at the
 * boundary (serve, CLI) it becomes the problem it carries. Anything else thrown is a bug.
 */
import type { NextStep, Outcome, Problem } from '../../../preload/contract/problem';

export type { Action, NextStep, Outcome, Problem } from '../../../preload/contract/problem';

/** An expected failure on its way up. `message` is the tag and the sentence, for logs only. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(`${problem.tag}: ${problem.what}`, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Makes a problem; only the tag and the sentence are mandatory. */
export function problem(
  tag: string,
  what: string,
  more: {
    why?: string;
    next?: readonly (NextStep | string)[];
    facts?: Record<string, unknown>;
    detail?: string;
  } = {},
): Problem {
  const made: Problem = {
    tag,
    what,
    next: (more.next ?? []).map((step) => (typeof step === 'string' ? { label: step } : step)),
    facts: more.facts ?? {},
  };
  if (more.why !== undefined) made.why = more.why;
  if (more.detail !== undefined) made.detail = more.detail;
  return made;
}

export function ok<V>(value: V): Outcome<V> {
  return { ok: true, value };
}

export function failed(reason: Problem): Outcome<never> {
  return { ok: false, problem: reason };
}

/** The problem of an expected failure, or undefined when `error` is a bug. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}

/** The one problem of everything that a person or a closing window stopped. */
export const cancelled: Problem = problem('kit/cancelled', 'This was cancelled.');

/** Throws the cancellation as a problem when the signal has fired. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ProblemError(cancelled);
}
