/** A command on the server, over one session channel. */
import type { ClientChannel } from 'ssh2';
import { cancelled, type Problem, ProblemError } from '../kit/outcome';
import { ChannelReadable, ChannelWritable } from './channel-streams';
import type { ExitStatus, RemoteProcess } from './link';
import { connectionProblem } from './words';

export class SshProcess implements RemoteProcess {
  readonly stdin: ChannelWritable;
  readonly stdout: ChannelReadable;
  readonly stderr: ChannelReadable;
  readonly exit: Promise<ExitStatus>;
  readonly #channel: ClientChannel;
  #reject: (error: Error) => void = () => {};
  #over = false;

  constructor(channel: ClientChannel, server: string) {
    this.#channel = channel;
    channel.on('error', () => {});
    channel.stderr.on('error', () => {});
    this.stdin = new ChannelWritable(channel);
    this.stdout = new ChannelReadable(channel);
    this.stderr = new ChannelReadable(channel.stderr);
    const status: ExitStatus = { code: null, signal: null };
    channel.on('exit', (code: number | null, signal?: string) => {
      status.code = code;
      // The library writes SIG before the name that the server sent.
      status.signal = signal === undefined ? null : signal.replace(/^SIG/, '');
    });
    this.exit = new Promise((resolve, reject) => {
      this.#reject = reject;
      channel.once('close', () => {
        this.#over = true;
        this.stdin.gone(connectionProblem({ kind: 'process-gone', server }));
        resolve(status);
      });
    });
    // Not everybody waits for the exit; its rejection is no bug then.
    this.exit.catch(() => {});
  }

  signal(name: string): void {
    if (!this.#over) this.#channel.signal(name);
  }

  resize(cols: number, rows: number): void {
    if (!this.#over) this.#channel.setWindow(rows, cols, 0, 0);
  }

  close(): void {
    if (this.#over) return;
    this.#channel.close();
    this.stdout.destroy();
    this.stderr.destroy();
  }

  /** Stops on behalf of an abort signal: politely (TERM), then by closing the channel. */
  cancel(): void {
    if (this.#over) return;
    this.#channel.signal('TERM');
    this.#channel.close();
    this.fail(cancelled);
  }

  /** Ends everything with `reason`, touching the channel no more. */
  fail(reason: Problem): void {
    if (this.#over) return;
    this.#over = true;
    const error = new ProblemError(reason);
    this.#reject(error);
    this.stdin.gone(reason);
    this.stdout.destroy(error);
    this.stderr.destroy(error);
  }
}
