/** A few turns for many: whoever comes when all are taken waits in line, or until the signal fires. */
import { throwIfCancelled } from '../kit/outcome';
import { raceAbort } from './race-abort';

export class Turns {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** @throws ProblemError on cancellation while waiting, and what `work` throws */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfCancelled(signal);
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#give();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    let mine: () => void = () => {};
    const turn = new Promise<void>((resolve) => {
      mine = resolve;
      this.#line.push(resolve);
    });
    try {
      await raceAbort(turn, signal);
    } catch (error) {
      const at = this.#line.indexOf(mine);
      // The turn may have come just as the signal fired: hand it on.
      if (at >= 0) this.#line.splice(at, 1);
      else this.#give();
      throw error;
    }
  }

  #give(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free++;
  }
}
