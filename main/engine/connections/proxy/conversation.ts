/**
 * A short dialogue over a fresh socket before it belongs to somebody else: reads what was asked for,
 * never more than a bound, and gives back what came beyond it.
 */
import type { Socket } from 'node:net';

/** A proxy's answer is a few lines. */
const MOST_BYTES = 16 * 1024;

/** The other side ended, or said what does not belong there. */
export class BadAnswer extends Error {
  constructor(
    readonly how: 'closed' | 'too-long' | 'wrong',
    /** What came, for a card: not yet made printable. */
    readonly said: string,
  ) {
    super(how);
  }
}

export class Conversation {
  #held = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #take = (data: Buffer) => {
    this.#held = Buffer.concat([this.#held, data]);
    // Nobody needs more than the bound at once: the rest waits in the network.
    if (this.#held.length >= MOST_BYTES) this.socket.pause();
    this.#wake?.();
  };
  readonly #end = () => {
    this.#ended = true;
    this.#wake?.();
  };

  constructor(private readonly socket: Socket) {
    socket.on('data', this.#take);
    for (const event of ['end', 'close', 'error'] as const) socket.on(event, this.#end);
  }

  write(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  /** Exactly so many bytes. @throws BadAnswer */
  async read(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more();
    return this.#cut(count);
  }

  /** Up to and with `mark`. @throws BadAnswer */
  async readTo(mark: string): Promise<string> {
    for (;;) {
      const at = this.#held.indexOf(mark, 0, 'latin1');
      if (at >= 0) return this.#cut(at + mark.length).toString('latin1');
      if (this.#held.length >= MOST_BYTES) throw new BadAnswer('too-long', this.heard);
      await this.#more();
    }
  }

  /** What came and was not read yet. */
  get heard(): string {
    return this.#held.toString('latin1');
  }

  /** Ends the dialogue: the socket stands still, with what was not read in front. */
  release(): void {
    this.socket.off('data', this.#take);
    for (const event of ['end', 'close', 'error'] as const) this.socket.off(event, this.#end);
    this.socket.pause();
    if (this.#held.length > 0) this.socket.unshift(this.#held);
  }

  #cut(count: number): Buffer {
    const head = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return head;
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new BadAnswer('closed', this.heard);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
