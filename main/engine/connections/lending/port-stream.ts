/** One channel over a message port as a stream. What was sent and not yet taken is bounded, in both directions. */
import { Duplex } from 'node:stream';
import { type Problem, ProblemError, problemOf } from '../../kit/outcome';
import type { ChannelMessage } from './wire';

/** As much may wait at the other side, in bytes: little, so that people's keys come between. */
const MOST_UNTAKEN = 256 * 1024;

export class PortStream extends Duplex {
  #untaken = 0;
  #blocked: (() => void) | undefined;
  /** Bytes that were pushed and not yet asked for again. */
  #owed = 0;
  #cut = false;

  constructor(
    private readonly channel: number,
    private readonly post: (message: ChannelMessage) => void,
  ) {
    super({ highWaterMark: MOST_UNTAKEN });
    this.on('error', () => {}); // whoever reads or writes is told
  }

  receive(message: ChannelMessage): void {
    if (message.type === 'taken') {
      this.#untaken -= message.count;
      const go = this.#blocked;
      this.#blocked = undefined;
      go?.();
    } else if (message.type === 'bytes') {
      if (this.destroyed) return;
      const { buffer, byteOffset, byteLength } = message.bytes;
      this.#owed += byteLength;
      if (this.push(Buffer.from(buffer, byteOffset, byteLength))) this.#pay();
    } else {
      this.#cut = true;
      if (message.problem) this.destroy(new ProblemError(message.problem));
      else this.push(null);
    }
  }

  override _read(): void {
    this.#pay();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#untaken += chunk.length;
    // A copy: a buffer of the pool would take all of the pool along.
    this.post({
      type: 'bytes',
      channel: this.channel,
      bytes: Uint8Array.prototype.slice.call(chunk),
    });
    if (this.#untaken < MOST_UNTAKEN) done();
    else this.#blocked = done;
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#end(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#end(problemOf(error) ?? null);
    this.#blocked?.();
    done(error);
  }

  #end(problem: Problem | null): void {
    if (this.#cut) return;
    this.#cut = true;
    this.post({ type: 'ended', channel: this.channel, problem });
  }

  #pay(): void {
    if (this.#owed === 0) return;
    this.post({ type: 'taken', channel: this.channel, count: this.#owed });
    this.#owed = 0;
  }
}
