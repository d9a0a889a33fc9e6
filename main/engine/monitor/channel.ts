/**
 * The one long-lived channel of a server's figures: starts resources/sampler.sh over `exec /bin/sh
 * -s` and carries requests and answers. The script works only when asked, so a silent Labmate costs
 * the server nothing, and the end of its input ends it with all its children.
 */
import { randomBytes } from 'node:crypto';
import type { ExitStatus, Link, RemoteProcess } from '../connections';
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { type Frame, FrameParser } from './frames';
import { monitorProblem } from './words';

/** How long the script may take to say hello: slow login scripts and sleepy disks included. */
const helloSeconds = 20;
/** What is kept of stderr and of noise before hello, for the detail of a problem. */
const keptBytes = 4096;

export class SamplerChannel {
  /** The script's answer to nobody: what there is on this server. */
  readonly hello: Frame;
  /** Resolves with the reason when the channel has ended, whoever ended it. */
  readonly ended: Promise<Problem>;
  readonly #wire: Wire;

  private constructor(wire: Wire, hello: Frame) {
    this.#wire = wire;
    this.hello = hello;
    this.ended = wire.ended;
  }

  /**
   * Opens the channel and waits for the script's hello.
   * @throws ProblemError when the server runs no script, or on cancellation.
   */
  static async open(link: Link, script: string, signal: AbortSignal): Promise<SamplerChannel> {
    const process = await link.exec('exec /bin/sh -s', { signal, background: true });
    const wire = new Wire(process, link.server);
    const hello = wire.answerTo(0);
    wire.write(`tag='${wire.tag}'\n${script}`);
    let watchdog: NodeJS.Timeout | undefined;
    const silence = new Promise<'silent'>((resolve) => {
      watchdog = setTimeout(() => resolve('silent'), helloSeconds * 1000);
    });
    const abandon = () => wire.close();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      const frame = await Promise.race([hello, silence]);
      if (frame === 'silent') {
        wire.close();
        const facts = { kind: 'no-shell', server: link.server, seconds: helloSeconds } as const;
        throw new ProblemError(monitorProblem({ ...facts, output: wire.heard() }));
      }
      if (!frame) throw new ProblemError(await wire.ended);
      return new SamplerChannel(wire, frame);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abandon);
    }
  }

  /** Asks the script; undefined when the answer came torn or the channel ended. */
  request(line: { verb: string; argument?: string }): Promise<Frame | undefined> {
    return this.#wire.request(line.verb, line.argument ?? '');
  }

  /** Ends the script and the channel. */
  close(): void {
    this.#wire.close();
  }
}

/** The process and its parser, before and after hello. */
class Wire {
  readonly tag = `@@LM${randomBytes(12).toString('hex')}`;
  readonly ended: Promise<Problem>;
  readonly #process: RemoteProcess;
  readonly #waiting = new Map<number, (frame: Frame | undefined) => void>();
  #seq = 0;
  #closed = false;
  #heard = Buffer.alloc(0);

  constructor(process: RemoteProcess, server: string) {
    this.#process = process;
    const parser = new FrameParser(this.tag, {
      frame: (frame) => this.#settle(frame.seq, frame),
      torn: (seq) => this.#settle(seq, undefined),
    });
    process.stdout.on('data', (chunk: Buffer) => {
      this.#hear(chunk);
      parser.push(chunk);
    });
    process.stderr.on('data', (chunk: Buffer) => this.#hear(chunk));
    // A broken pipe is told by `exit`; without listeners it would end the program.
    for (const stream of [process.stdin, process.stdout, process.stderr]) {
      stream.on('error', () => this.close());
    }
    this.ended = process.exit.then(
      (status) => this.#finish(this.#endedBy(status, server)),
      (error: unknown) => this.#finish(problemOf(error) ?? this.#endedBy(undefined, server)),
    );
  }

  answerTo(seq: number): Promise<Frame | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.set(seq, resolve));
  }

  request(verb: string, argument: string): Promise<Frame | undefined> {
    if (/[\r\n\0]/.test(argument)) throw new RangeError('an argument must be one line');
    this.#seq = (this.#seq % 999_999_999) + 1;
    const seq = this.#seq;
    const answer = this.answerTo(seq);
    this.write(`${verb} ${seq} ${argument}\n`);
    return answer;
  }

  write(text: string): void {
    if (!this.#closed) this.#process.stdin.write(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#process.stdin.end();
    this.#process.close();
    this.#settleAll();
  }

  heard(): string {
    return this.#heard.toString('utf8').trim();
  }

  /** Keeps the first bytes: noise and errors come before the answers. */
  #hear(chunk: Buffer): void {
    const room = keptBytes - this.#heard.length;
    if (room > 0) this.#heard = Buffer.concat([this.#heard, chunk.subarray(0, room)]);
  }

  #settle(seq: number, frame: Frame | undefined): void {
    const resolve = this.#waiting.get(seq);
    this.#waiting.delete(seq);
    resolve?.(frame);
  }

  #settleAll(): void {
    for (const seq of [...this.#waiting.keys()]) this.#settle(seq, undefined);
  }

  #finish(reason: Problem): Problem {
    this.close();
    this.#settleAll();
    return reason;
  }

  #endedBy(status: ExitStatus | undefined, server: string): Problem {
    const code = status?.code ?? null;
    return monitorProblem({ kind: 'ended', server, code, output: this.heard() });
  }
}
