/** The doctor's list of steps as it grows; every change is handed on whole. */
import type { DoctorStep } from '../../../preload/contract/servers';
import { cancelled, type Problem, problemOf } from '../kit/outcome';

const ORDER: readonly (readonly [DoctorStep['step'], label: string])[] = [
  ['config', 'Reading the ssh config'],
  ['resolve', 'Looking up the host name'],
  ['route', 'Looking for the way there'],
  ['tcp', 'Connecting'],
  ['banner', 'Waiting for the SSH server to identify itself'],
  ['key-exchange', 'Agreeing on encryption'],
  ['host-key', 'Checking the host key'],
  ['sign-in', 'Signing in'],
  ['shell', 'Running a command'],
  ['sftp', 'Opening the file channel (SFTP)'],
  ['home', 'Writing to the home folder'],
  ['space', 'Looking at space and quota'],
  ['inodes', 'Looking at the number of files'],
  ['tmp', 'Writing to /tmp'],
  ['clock', 'Comparing the clocks'],
  ['tools', 'Looking for tools'],
];

/** What a look has found. */
export interface StepVerdict {
  status: 'ok' | 'warning' | 'failed';
  /** In words. */
  found: string;
  problem?: Problem;
}

/** What steps that stand by themselves need of the list. */
export interface Checklist {
  /**
   * A step that others do not need: when it fails, the list goes on.
   * @returns the work's value, or undefined when it failed
   * @throws ProblemError `connections/lost` or the cancellation: nothing more can be looked at
   */
  look<T>(
    step: DoctorStep['step'],
    label: string,
    work: () => Promise<StepVerdict & { value?: T }>,
  ): Promise<T | undefined>;
  /** Steps that are not made, and why. */
  skip(steps: readonly DoctorStep['step'][], why: string): void;
}

export class DoctorChecklist implements Checklist {
  readonly #steps: DoctorStep[] = [];
  #started = 0;

  constructor(private readonly emit: (steps: DoctorStep[]) => void) {}

  /** One step from begin to end; `work` gives its value and what was found, in words. */
  async run<T>(
    step: DoctorStep['step'],
    label: string,
    work: () => Promise<[value: T, found: string]>,
  ): Promise<T> {
    this.begin(step, label);
    try {
      const [value, found] = await work();
      this.pass(found);
      return value;
    } catch (error) {
      this.fail(problemOf(error));
      throw error;
    }
  }

  async look<T>(
    step: DoctorStep['step'],
    label: string,
    work: () => Promise<StepVerdict & { value?: T }>,
  ): Promise<T | undefined> {
    this.begin(step, label);
    try {
      const { value, ...verdict } = await work();
      this.#end(verdict);
      return value;
    } catch (error) {
      const problem = problemOf(error);
      this.fail(problem);
      if (!problem || problem.tag === cancelled.tag || problem.tag === 'connections/lost')
        throw error;
      return undefined;
    }
  }

  /** No step has failed so far. */
  get healthy(): boolean {
    return this.#steps.every(({ status }) => status !== 'failed');
  }

  begin(step: DoctorStep['step'], label: string): void {
    this.#started = performance.now();
    this.#steps.push({ step, label, status: 'running', found: '', durationMs: null });
    this.#tell();
  }

  pass(found: string): void {
    this.#end({ status: 'ok', found });
  }

  /** @param problem undefined for a bug, which the caller reports elsewhere. */
  fail(problem: Problem | undefined): void {
    const found = problem?.what ?? 'an internal fault';
    this.#end({ status: 'failed', found, ...(problem ? { problem } : {}) });
  }

  /** Steps that this way to the server does not have. */
  skip(steps: readonly DoctorStep['step'][], why: string): void {
    for (const [step, label] of ORDER) {
      if (!steps.includes(step)) continue;
      this.#steps.push({ step, label, status: 'skipped', found: why, durationMs: null });
    }
    this.#tell();
  }

  /** @param why in words; nothing where the step that failed is reason enough */
  skipRest(why = ''): void {
    for (const [step, label] of ORDER) {
      if (this.#steps.some((done) => done.step === step)) continue;
      this.#steps.push({ step, label, status: 'skipped', found: why, durationMs: null });
    }
    this.#tell();
  }

  #end(change: Partial<DoctorStep>): void {
    const last = this.#steps.at(-1);
    if (!last) return;
    const durationMs = Math.round(performance.now() - this.#started);
    this.#steps[this.#steps.length - 1] = { ...last, ...change, durationMs };
    this.#tell();
  }

  #tell(): void {
    this.emit(this.#steps.map((step) => ({ ...step })));
  }
}
