/** The figures of a running transfer: counted in one place, told at most ten times a second. */
import type { Problem } from '../kit/outcome';
import { Meter } from './meter';

/** Faults listed by name; the rest is only counted. */
export const faultsListed = 100;
/** Least time between two reports, in milliseconds. */
const reportMs = 100;

export interface Fault {
  path: string;
  problem: Problem;
}

export interface Progress {
  filesTotal: number;
  filesDone: number;
  bytesTotal: number;
  bytesDone: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  current: string | null;
  faults: Fault[];
  faultCount: number;
  notes: string[];
}

/** Runs something later; returns what takes it back. */
type Later = (run: () => void, ms: number) => () => void;

const laterByTimer: Later = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

export class Tally {
  filesTotal = 0;
  filesDone = 0;
  bytesTotal = 0;
  bytesDone = 0;
  /** Files that were there already, unchanged. */
  filesSame = 0;
  faultCount = 0;
  readonly faults: Fault[] = [];
  readonly #notes = new Map<string, string>();
  readonly #current = new Set<string>();
  readonly #meter: Meter;
  readonly #report: (progress: Progress) => void;
  readonly #later: Later;
  #stop: (() => void) | undefined;
  #reported = 0;

  constructor(report: (progress: Progress) => void, later: Later = laterByTimer) {
    this.#report = report;
    this.#later = later;
    this.#meter = new Meter();
  }

  /** All is counted anew, for another try of the same. */
  again(): void {
    this.filesTotal = this.filesDone = this.bytesTotal = this.bytesDone = 0;
    this.filesSame = this.faultCount = 0;
    this.faults.length = 0;
    this.changed();
  }

  /** A file is being copied from now on. */
  begin(path: string): void {
    this.#current.add(path);
    this.changed();
  }

  end(path: string): void {
    this.#current.delete(path);
    this.changed();
  }

  /** Bytes moved; negative when what moved has to be moved again. */
  moved(bytes: number): void {
    this.bytesDone += bytes;
    this.#meter.add(bytes);
    this.changed();
  }

  /** Bytes that are there already, from before: they say nothing of the speed. */
  kept(bytes: number): void {
    this.bytesDone += bytes;
    this.changed();
  }

  fault(path: string, problem: Problem): void {
    this.faultCount += 1;
    if (this.faults.length < faultsListed) this.faults.push({ path, problem });
    this.changed();
  }

  /** Says something that is no fault; the same `key` replaces what was said before. */
  note(key: string, text: string): void {
    this.#notes.set(key, text);
    this.changed();
  }

  progress(): Progress {
    const bytesLeft = Math.max(0, this.bytesTotal - this.bytesDone);
    return {
      filesTotal: this.filesTotal,
      filesDone: this.filesDone,
      bytesTotal: this.bytesTotal,
      bytesDone: this.bytesDone,
      bytesPerSecond: this.#meter.bytesPerSecond(),
      secondsLeft: this.#meter.secondsFor(bytesLeft),
      current: this.#current.values().next().value ?? null,
      faults: [...this.faults],
      faultCount: this.faultCount,
      notes: [...this.#notes.values()],
    };
  }

  /** Something changed: it is told now, or with what else changes within a tenth of a second. */
  changed(): void {
    if (this.#stop) return;
    const wait = this.#reported + reportMs - performance.now();
    this.#stop = this.#later(() => this.flush(), Math.max(0, wait));
  }

  /** Tells the present state at once and stops the timer. */
  flush(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#reported = performance.now();
    this.#report(this.progress());
  }
}
