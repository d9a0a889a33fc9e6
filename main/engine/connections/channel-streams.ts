/**
 * Node streams over one channel of the SSH library. The library's own channel streams never answer
 * a write after the channel has closed, and end quietly (as if complete) when the connection is
 * lost. These destroy themselves with the problem instead, so that no pipeline hangs or takes half
 * of a file for the whole.
 */
import { Duplex, Readable, Writable } from 'node:stream';
import type { Channel } from 'ssh2';
import type { Problem } from '../kit/outcome';
import { ProblemError } from '../kit/outcome';
import { whenDrained } from './drained';

/** Up to here we buffer on top of the library's window (2 MiB a channel). */
const READ_AHEAD_BYTES = 256 * 1024;

/** The reading half: feeds `push`, pauses the source when told that is enough. */
class Inbound {
  constructor(
    readonly source: Readable,
    target: Readable,
  ) {
    source.on('data', (chunk: Buffer) => {
      // A reader that is gone must not keep the channel from closing: the rest is discarded.
      if (target.destroyed) return;
      if (!target.push(chunk)) source.pause();
    });
    source.on('end', () => {
      if (!target.destroyed) target.push(null);
    });
    target.once('close', () => source.resume());
  }

  read(): void {
    this.source.resume();
  }
}

/** The writing half: a write answers when window and socket have taken it, or with an error at the end. */
class Outbound {
  #pending: ((error?: Error | null) => void) | undefined;
  #gone: Error | undefined;

  constructor(readonly channel: Channel) {}

  write(chunk: Buffer, done: (error?: Error | null) => void): void {
    if (this.#gone) {
      done(this.#gone);
      return;
    }
    this.#pending = done;
    this.channel.write(chunk, () => whenDrained(this.channel, () => this.#settle()));
  }

  finish(done: (error?: Error | null) => void): void {
    if (!this.#gone) this.channel.end();
    done();
  }

  /** No write will be answered any more. */
  fail(error: Error): void {
    this.#gone ??= error;
    this.#settle(error);
  }

  #settle(error?: Error): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.(error ?? null);
  }
}

/** Errors reach whoever listens; a stream that nobody listens to must not end the program. */
function tolerate(stream: Readable | Writable): void {
  stream.on('error', () => {});
}

/** A process's stdout or stderr. Destroying it discards what still comes; the process goes on. */
export class ChannelReadable extends Readable {
  readonly #inbound: Inbound;

  constructor(source: Readable) {
    super({ highWaterMark: READ_AHEAD_BYTES });
    tolerate(this);
    this.#inbound = new Inbound(source, this);
  }

  override _read(): void {
    this.#inbound.read();
  }
}

/** A process's stdin. `end()` sends EOF. */
export class ChannelWritable extends Writable {
  readonly #outbound: Outbound;

  constructor(channel: Channel) {
    super({ highWaterMark: READ_AHEAD_BYTES });
    tolerate(this);
    this.#outbound = new Outbound(channel);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#outbound.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#outbound.finish(done);
  }

  /** The channel is gone: pending writes fail with `reason`. */
  gone(reason: Problem): void {
    this.#outbound.fail(new ProblemError(reason));
    this.destroy();
  }
}

/** A forwarded connection. Destroying it closes the channel. */
export class ChannelDuplex extends Duplex {
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #channel: Channel;
  #lost = false;

  constructor(channel: Channel, gone: () => Problem) {
    super({ highWaterMark: READ_AHEAD_BYTES, allowHalfOpen: true });
    tolerate(this);
    this.#channel = channel;
    this.#inbound = new Inbound(channel, this);
    this.#outbound = new Outbound(channel);
    channel.on('error', () => {});
    channel.once('close', () => {
      this.#outbound.fail(new ProblemError(gone()));
      if (!this.writableFinished) this.end();
    });
  }

  override _read(): void {
    this.#inbound.read();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#outbound.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#outbound.finish(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#lost) this.#channel.close();
    this.#outbound.fail(error ?? new Error('the stream was destroyed'));
    done(error);
  }

  /** The connection underneath is gone: reading and writing fail with `reason`. */
  lost(reason: Problem): void {
    this.#lost = true;
    this.destroy(new ProblemError(reason));
  }
}
