/**
 * Connections for files in a thread of its own: one's own where that asks nobody, and else the one for which the
 * person has answered already, lent by the thread that has it.
 */

import type { MessagePort } from 'node:worker_threads';
import { cancelled, type Problem, ProblemError, problemOf } from '../../kit/outcome';
import { orCancelled } from '../../kit/parallel';
import type { FileConnections, FileLink, SftpOptions } from '../link';
import type { ConnectionsRoom, LinkOptions } from '../room';
import type { Sftp } from '../sftp';
import { connectionProblem } from '../words';
import { PortStream } from './port-stream';
import { sftpOver } from './sftp-over';
import type { ToBorrower, ToLender } from './wire';

type Own = Pick<ConnectionsRoom, 'link' | 'current' | 'state'>;
type Answer = Extract<ToBorrower, { type: 'lent' | 'opened' | 'failed' }>;

export class Borrower implements FileConnections {
  #lender: Lender | undefined;

  constructor(private readonly own: Own) {}

  /** The way to the lender; a new one takes the place of the old one. */
  join(port: MessagePort): void {
    this.#lender?.leave();
    this.#lender = new Lender(port);
  }

  /**
   * @throws ProblemError as the connections room does
   */
  async link(server: string, signal: AbortSignal, options: LinkOptions = {}): Promise<FileLink> {
    const there = await this.#lender?.lend(server, { connect: false }, signal);
    if (there) return there;
    // What failed last is tried anew only for a person, below.
    if (this.own.state(server).value.state !== 'failed') {
      try {
        return await this.own.link(server, signal, { background: true });
      } catch (error) {
        if (problemOf(error)?.tag !== 'connections/sign-in-needed') throw error;
      }
    }
    if (options.background) return this.own.link(server, signal, options);
    const lent = await this.#lender?.lend(server, { connect: true }, signal);
    return lent ?? this.own.link(server, signal, options);
  }

  current(server: string): FileLink | undefined {
    return this.#lender?.current(server) ?? this.own.current(server);
  }
}

/** The other thread as seen from here. */
class Lender {
  readonly #links = new Map<number, BorrowedLink>();
  readonly #calls = new Map<
    number,
    { server: string; settle(answer: Answer): void; waiting?(): void }
  >();
  readonly #streams = new Map<number, PortStream>();
  #next = 1;
  #gone = false;

  constructor(private readonly port: MessagePort) {
    port.on('message', (message: ToBorrower) => this.#receive(message));
    port.on('close', () => this.leave());
  }

  /** Nothing comes from it any more: a worker that ended, or has a successor. */
  leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.port.close();
    for (const [id, link] of [...this.#links]) {
      this.#lost(id, connectionProblem({ kind: 'lost', server: link.server, how: 'reset' }));
    }
    for (const [call, { server, settle }] of [...this.#calls]) {
      const problem = connectionProblem({ kind: 'lost', server, how: 'reset' });
      settle({ type: 'failed', call, problem });
    }
    for (const stream of this.#streams.values()) stream.destroy();
  }

  async lend(
    server: string,
    { connect }: { connect: boolean },
    signal: AbortSignal,
  ): Promise<BorrowedLink | null> {
    // Its successor is on its way; meanwhile there is what one has oneself.
    if (this.#gone) return null;
    const wish = (call: number) => ({ type: 'lend', call, server, connect }) as const;
    const answer = await this.#ask(server, wish, signal);
    if (answer.type !== 'lent' || answer.link === null) return null;
    const { id, software } = answer.link;
    const known = this.#links.get(id);
    if (known) return known;
    const made = new BorrowedLink(server, (options) => this.#sftp(id, software, server, options));
    this.#links.set(id, made);
    return made;
  }

  current(server: string): BorrowedLink | undefined {
    return [...this.#links.values()].find((link) => link.server === server);
  }

  async #sftp(
    link: number,
    software: string,
    server: string,
    { signal, givesWay = false, waiting }: SftpOptions,
  ): Promise<Sftp> {
    const channel = this.#next++;
    const stream = new PortStream(channel, (message) => this.port.postMessage(message));
    this.#streams.set(channel, stream);
    stream.once('close', () => this.#streams.delete(channel));
    try {
      const wish = (call: number) =>
        ({ type: 'open-sftp', call, link, channel, givesWay }) as const;
      await this.#ask(server, wish, signal, waiting);
      return await orCancelled(sftpOver(stream, software, server), signal ?? never);
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  #ask(
    server: string,
    message: (call: number) => ToLender,
    signal: AbortSignal | undefined,
    waiting?: () => void,
  ): Promise<Answer> {
    const call = this.#next++;
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.port.postMessage({ type: 'cancel', call } satisfies ToLender);
        settle({ type: 'failed', call, problem: cancelled });
      };
      const settle = (answer: Answer) => {
        signal?.removeEventListener('abort', cancel);
        this.#calls.delete(call);
        if (answer.type === 'failed') reject(new ProblemError(answer.problem));
        else resolve(answer);
      };
      if (signal?.aborted || this.#gone) {
        const lost = connectionProblem({ kind: 'lost', server, how: 'reset' });
        settle({ type: 'failed', call, problem: signal?.aborted ? cancelled : lost });
        return;
      }
      this.#calls.set(call, { server, settle, ...(waiting && { waiting }) });
      signal?.addEventListener('abort', cancel, { once: true });
      this.port.postMessage(message(call));
    });
  }

  #receive(message: ToBorrower): void {
    switch (message.type) {
      case 'lent':
      case 'opened':
      case 'failed':
        this.#calls.get(message.call)?.settle(message);
        break;
      case 'waiting':
        this.#calls.get(message.call)?.waiting?.();
        break;
      case 'lost':
        this.#lost(message.link, message.problem);
        break;
      default:
        this.#streams.get(message.channel)?.receive(message);
    }
  }

  #lost(id: number, problem: Problem): void {
    const link = this.#links.get(id);
    this.#links.delete(id);
    link?.lost(problem);
  }
}

class BorrowedLink implements FileLink {
  readonly isShared = true;
  #closed: Problem | undefined;
  readonly #watchers = new Set<(reason: Problem) => void>();

  constructor(
    readonly server: string,
    private readonly open: (options: SftpOptions) => Promise<Sftp>,
  ) {}

  get alive(): boolean {
    return this.#closed === undefined;
  }

  onClosed(callback: (reason: Problem) => void): () => void {
    if (this.#closed) {
      callback(this.#closed);
      return () => {};
    }
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }

  sftp(options: SftpOptions = {}): Promise<Sftp> {
    return this.#closed ? Promise.reject(new ProblemError(this.#closed)) : this.open(options);
  }

  lost(reason: Problem): void {
    this.#closed = reason;
    for (const watcher of [...this.#watchers]) watcher(reason);
    this.#watchers.clear();
  }
}

const never = new AbortController().signal;
