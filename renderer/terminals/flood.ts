/** Whether much output streams by, told by how much has come within the last tenths of a second. Pure. */

/** That many within two slots, in bytes: 1.3 MB/s, far above what a program draws. */
export const floodBytes = 256 * 1024;
/** In milliseconds. */
export const slotMs = 100;

export class Flood {
  #slot = 0;
  #bytes = 0;
  #before = 0;

  /** @param now in milliseconds, of a clock that never goes back */
  add(bytes: number, now: number): void {
    this.#turnTo(now);
    this.#bytes += bytes;
  }

  runs(now: number): boolean {
    this.#turnTo(now);
    return this.#bytes + this.#before >= floodBytes;
  }

  #turnTo(now: number): void {
    const slot = Math.floor(now / slotMs);
    if (slot === this.#slot) return;
    this.#before = slot === this.#slot + 1 ? this.#bytes : 0;
    this.#bytes = 0;
    this.#slot = slot;
  }
}
