/** Keeps what is typed while a terminal has no port yet, so that no key is lost. Pure. */

/** More than this many bytes are not kept: a person types less while a shell starts. */
export const mostHeldBytes = 64 * 1024;

export class HeldInput {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  /** Keeps a piece; false when it does not fit as a whole, since half a paste would be worse than none. */
  hold(bytes: Uint8Array): boolean {
    if (this.#bytes + bytes.length > mostHeldBytes) return false;
    this.#pieces.push(bytes.slice());
    this.#bytes += bytes.length;
    return true;
  }

  /** What was kept, in the order in which it was typed; afterwards nothing is. */
  take(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    return pieces;
  }
}
