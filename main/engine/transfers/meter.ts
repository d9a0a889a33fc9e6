/** Speed of a transfer: the mean over the last seconds, so that it is neither nervous nor stale. */

/** How far back the mean reaches. */
const windowMs = 5_000;
/** Below this there is no speed yet. */
const shortestMs = 500;

export class Meter {
  readonly #now: () => number;
  #points: { at: number; bytes: number }[] = [];
  #bytes = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#points.push({ at: now(), bytes: 0 });
  }

  /** Counts bytes that moved (negative when a file is begun again). */
  add(bytes: number): void {
    this.#bytes += bytes;
    const at = this.#now();
    const last = this.#points.at(-1);
    // Ten points a second are enough for a mean over five.
    if (last && at - last.at < 100) last.bytes = this.#bytes;
    else this.#points.push({ at, bytes: this.#bytes });
    this.#forget(at);
  }

  /** Bytes a second, or null while it is too early to tell. */
  bytesPerSecond(): number | null {
    const at = this.#now();
    this.#forget(at);
    const first = this.#points[0];
    if (!first || at - first.at < shortestMs) return null;
    return Math.max(0, ((this.#bytes - first.bytes) * 1000) / (at - first.at));
  }

  /** Seconds for so many more bytes, or null when there is no speed. */
  secondsFor(bytes: number): number | null {
    const speed = this.bytesPerSecond();
    return speed === null || speed < 1 ? null : Math.ceil(bytes / speed);
  }

  /** Keeps one point older than the window: the mean starts there. */
  #forget(at: number): void {
    while (this.#points.length > 1 && at - (this.#points[1]?.at ?? at) >= windowMs) {
      this.#points.shift();
    }
    const first = this.#points[0];
    if (this.#points.length === 1 && first && at - first.at > windowMs) {
      this.#points[0] = { at: at - windowMs, bytes: first.bytes };
    }
  }
}
