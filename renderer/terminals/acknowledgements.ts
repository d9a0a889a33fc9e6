/**
 * Tells the engine what xterm has written, in few messages: one for each piece would cost a tenth of
 * the time in which text streams by (measured).
 */

/** Half of a full piece of the engine's gate: more is told at once, less with the next turn. */
const gatherBytes = 32 * 1024;

export class Acknowledgements {
  readonly #send: (bytes: number) => void;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  /** So many bytes more are written. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= gatherBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush());
  }

  /** Sends nothing any more. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#bytes = 0;
  }

  #flush(): void {
    const bytes = this.#bytes;
    this.dispose();
    if (bytes > 0) this.#send(bytes);
  }
}
