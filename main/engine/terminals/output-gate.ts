/**
 * Flow control of one terminal's output, as a pure state machine: pieces are gathered while the
 * reader is busy and handed on at once while it is not, and never more than a fixed number of bytes
 * is on its way to the page without having been written by xterm.
 *
 * Figures: xterm becomes unresponsive above about 500 kB of unwritten output (its own guide to flow
 * control), and a relay is fastest with pieces of 16 to 64 KiB (measured).
 */

/**
 * Bytes that may be on their way to the page without an acknowledgement. The page draws for half of
 * its time, in which nothing reaches it: what it parses until it draws again, about 400 kB, must be
 * there twice, or it waits.
 */
export const outstandingLimitBytes = 1_000_000;
/** The same while somebody types: all of it stands before the echo of a key. */
export const keenLimitBytes = 96 * 1024;
/** A reader that owes more is busy: what comes is gathered until it acknowledges, or fills a piece. */
const busyBytes = 32 * 1024;
/** The largest piece that is handed on. */
export const pieceLimitBytes = 64 * 1024;
/** The same while somebody types: the page writes one while the next is on its way. */
const keenPieceBytes = 16 * 1024;
/** Bytes kept while no page is attached; above it the channel is paused. */
export const detachedLimitBytes = 256 * 1024;

export interface OutputSource {
  pause(): void;
  resume(): void;
}

export class OutputGate {
  readonly #source: OutputSource;
  readonly #keenMs: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #outstandingBytes = 0;
  #paused = false;
  #post: ((piece: Uint8Array<ArrayBuffer>) => void) | undefined;
  #flush: NodeJS.Immediate | undefined;
  /** Runs while somebody types. */
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** @param keenMs how long somebody types after a key, in milliseconds */
  constructor(source: OutputSource, keenMs = 1000) {
    this.#source = source;
    this.#keenMs = keenMs;
  }

  /** Bytes that are here and not yet handed on. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get outstandingBytes(): number {
    return this.#outstandingBytes;
  }

  /** Takes output of the channel. It leaves in this turn of the event loop unless the reader is busy. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= this.#pieceBytes) this.#drain();
    else if (this.#outstandingBytes < busyBytes) this.#flush ??= setImmediate(() => this.#drain());
    this.#steer();
  }

  /** Hands output to a new reader, which has acknowledged nothing and owes nothing. */
  attach(post: (piece: Uint8Array<ArrayBuffer>) => void): void {
    this.#post = post;
    this.#outstandingBytes = 0;
    this.#drain();
    this.#steer();
  }

  /** Without a reader output waits here up to a bound, then in the channel. */
  detach(): void {
    this.#post = undefined;
    this.#outstandingBytes = 0;
    this.#steer();
  }

  /** The reader has written so many bytes. False when it claims more than it was given. */
  acknowledge(bytes: number): boolean {
    const honest = bytes <= this.#outstandingBytes;
    this.#outstandingBytes = Math.max(0, this.#outstandingBytes - bytes);
    this.#drain();
    this.#steer();
    return honest;
  }

  /** Somebody has pressed a key: from now on, for a while, its echo comes before much output. */
  typed(): void {
    if (this.#typing) this.#typing.refresh();
    else {
      this.#typing = setTimeout(() => {
        this.#typing = undefined;
        this.#drain();
        this.#steer();
      }, this.#keenMs);
      this.#steer();
    }
  }

  /** Drops what waits and hands nothing on any more. */
  dispose(): void {
    if (this.#flush) clearImmediate(this.#flush);
    clearTimeout(this.#typing);
    this.#flush = undefined;
    this.#post = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  get #limit(): number {
    if (!this.#post) return detachedLimitBytes;
    return this.#typing ? keenLimitBytes : outstandingLimitBytes;
  }

  get #pieceBytes(): number {
    return this.#typing ? keenPieceBytes : pieceLimitBytes;
  }

  #drain(): void {
    if (this.#flush) clearImmediate(this.#flush);
    this.#flush = undefined;
    while (this.#post && this.#waitingBytes > 0) {
      const size = Math.min(this.#waitingBytes, this.#pieceBytes);
      // A busy reader gets whole pieces only: many small ones would keep it busier.
      if (size < this.#pieceBytes && this.#outstandingBytes >= busyBytes) return;
      if (this.#outstandingBytes + size > this.#limit) return;
      const piece = this.#take(size);
      this.#outstandingBytes += piece.length;
      this.#post(piece);
    }
  }

  /** Cuts the next piece of at most `limit` bytes off what waits, into memory of its own. */
  #take(limit: number): Uint8Array<ArrayBuffer> {
    const piece = new Uint8Array(Math.min(limit, this.#waitingBytes));
    let filled = 0;
    while (filled < piece.length) {
      const first = this.#waiting[0];
      if (!first) break;
      const part = first.subarray(0, piece.length - filled);
      piece.set(part, filled);
      filled += part.length;
      if (part.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(part.length);
    }
    this.#waitingBytes -= piece.length;
    return piece;
  }

  /** Pauses when full, resumes at half, so that the channel does not flutter. */
  #steer(): void {
    const held = this.#waitingBytes + this.#outstandingBytes;
    const limit = this.#limit;
    if (!this.#paused && held >= limit) {
      this.#paused = true;
      this.#source.pause();
    } else if (this.#paused && held <= limit / 2) {
      this.#paused = false;
      this.#source.resume();
    }
  }
}
