/** One connection through the fault proxy: two pumps that can be held, slowed and cut. */
import type { Socket } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';

/** The server's side of one connection. */
export interface Upstream {
  readable: Readable;
  writable: Writable | Duplex;
  /** Ends the server's process or socket at once. */
  kill(): void;
  /** Resolves when the process or socket is gone. */
  gone: Promise<void>;
}

/** More than this waiting in a delayed pump stops reading: memory stays small. */
const maxHeldBytes = 8 * 1024 * 1024;

export class FaultyConnection {
  delayMs = 0;
  bytesToClient = 0;
  bytesToServer = 0;
  readonly gone: Promise<void>;
  #left: { bytes: number; kind: 'reset' | 'end' } | undefined;
  #over = false;
  readonly #client: Socket;
  readonly #upstream: Upstream;
  readonly #pumps: Pump[];

  constructor(client: Socket, upstream: Upstream, onGone: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    const count = (toClient: boolean) => (bytes: number) => this.#count(toClient, bytes);
    const delay = () => this.delayMs;
    this.#pumps = [
      new Pump(client, upstream.writable, delay, count(false), () => upstream.writable.end()),
      // A server that has ended is gone as a whole: once its last byte is out, so is the socket.
      new Pump(upstream.readable, client, delay, count(true), () =>
        client.end(() => client.destroy()),
      ),
    ];
    // Errors of a dying connection are its end; which side began does not matter here.
    client.on('error', () => this.cut('reset'));
    upstream.readable.on('error', () => this.cut('reset'));
    upstream.writable.on('error', () => this.#client.end());
    client.on('close', () => this.#endServer());
    this.gone = Promise.all([
      upstream.gone,
      new Promise<void>((resolve) => client.once('close', () => resolve())),
    ]).then(() => onGone());
  }

  /** For the message when a connection does not end. */
  get state(): string {
    const { destroyed, readableEnded, writableFinished } = this.#client;
    return JSON.stringify({ over: this.#over, destroyed, readableEnded, writableFinished });
  }

  /** Counts what is about to pass; after the last allowed byte the connection is cut. */
  #count(toClient: boolean, bytes: number): number {
    let allowed = bytes;
    if (this.#left) {
      allowed = Math.min(bytes, this.#left.bytes);
      this.#left.bytes -= allowed;
      if (this.#left.bytes === 0) {
        const { kind } = this.#left;
        setImmediate(() => this.cut(kind));
      }
    }
    if (toClient) this.bytesToClient += allowed;
    else this.bytesToServer += allowed;
    return allowed;
  }

  cutAfter(bytes: number | undefined, kind: 'reset' | 'end'): void {
    this.#left = bytes === undefined ? undefined : { bytes, kind };
  }

  stall(): void {
    for (const pump of this.#pumps) pump.hold();
  }

  resume(): void {
    for (const pump of this.#pumps) pump.release();
  }

  cut(kind: 'reset' | 'end'): void {
    if (this.#over) return;
    this.#over = true;
    for (const pump of this.#pumps) pump.hold();
    // A socket that is ending already cannot be reset: libuv refuses (EINVAL), and Node would then
    // never emit `close`.
    if (kind === 'end') this.#client.end(() => this.#client.destroy());
    else if (this.#client.writableEnded) this.#client.destroy();
    else this.#client.resetAndDestroy();
    this.#endServer();
  }

  killServer(): void {
    this.#upstream.kill();
  }

  /** sshd ends by itself once its input ends; one that does not is killed after a while. */
  #endServer(): void {
    this.#over = true;
    this.#upstream.writable.destroy();
    this.#upstream.readable.destroy();
    const firmly = setTimeout(() => this.#upstream.kill(), 3000);
    void this.#upstream.gone.then(() => clearTimeout(firmly));
  }
}

/** Copies one direction in order, with back-pressure, each chunk held back for the delay. */
class Pump {
  readonly #waiting: { chunk: Buffer | null; due: number }[] = [];
  #waitingBytes = 0;
  #held = false;
  #blocked = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Readable,
    private readonly to: Writable,
    private readonly delayMs: () => number,
    private readonly allow: (bytes: number) => number,
    private readonly onEnd: () => void,
  ) {
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => this.#take(null));
    to.on('drain', () => {
      this.#blocked = false;
      this.#flush();
    });
  }

  hold(): void {
    this.#held = true;
    clearTimeout(this.#timer);
    this.from.pause();
  }

  release(): void {
    this.#held = false;
    this.#flush();
  }

  #take(chunk: Buffer | null): void {
    this.#waiting.push({ chunk, due: Date.now() + this.delayMs() });
    this.#waitingBytes += chunk?.length ?? 0;
    this.#flush();
  }

  /** Passes on what is due; `null` stands for the end of this direction. */
  #flush(): void {
    clearTimeout(this.#timer);
    while (!this.#held && !this.#blocked) {
      const next = this.#waiting[0];
      if (!next) break;
      const wait = next.due - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#flush(), wait);
        break;
      }
      this.#waiting.shift();
      this.#pass(next.chunk);
    }
    if (this.#held || this.#blocked || this.#waitingBytes > maxHeldBytes) this.from.pause();
    else if (this.from.isPaused()) this.from.resume();
  }

  #pass(chunk: Buffer | null): void {
    if (chunk === null) {
      this.onEnd();
      return;
    }
    this.#waitingBytes -= chunk.length;
    const allowed = this.allow(chunk.length);
    if (allowed === 0 || this.to.destroyed || this.to.writableEnded) return;
    this.#blocked = !this.to.write(chunk.subarray(0, allowed));
  }
}
