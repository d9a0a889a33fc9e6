/** When a save that did not arrive is tried again by itself: after a lost link, and never for else. */
import { passesByItself } from '../connections/index';
import type { Problem } from '../kit/outcome';

/** Pauses before the first, second, … try, in milliseconds; the last one repeats. */
const pausesMs = [2000, 5000, 15_000, 60_000];
/** How a lost link shows in the middle of a transfer, beside what `passesByItself` knows. */
const lost: ReadonlySet<string> = new Set(['files/link-lost', 'sftp/lost']);

/** True when nothing but the link was at fault: the same may well succeed once it is back. */
export function returnsWithLink(problem: Problem): boolean {
  return lost.has(problem.tag) || passesByItself(problem);
}

export class Retry {
  #tries = 0;
  #dueAt: number | undefined;

  /** True once for each pause that has passed; the first call begins the first pause. */
  due(now: number): boolean {
    if (this.#dueAt === undefined) {
      this.#dueAt = now + this.#pause();
      return false;
    }
    if (now < this.#dueAt) return false;
    this.#tries += 1;
    this.#dueAt = undefined;
    return true;
  }

  /** It arrived: the next loss begins with the shortest pause. */
  reset(): void {
    this.#tries = 0;
    this.#dueAt = undefined;
  }

  #pause(): number {
    return pausesMs[Math.min(this.#tries, pausesMs.length - 1)] ?? 0;
  }
}
