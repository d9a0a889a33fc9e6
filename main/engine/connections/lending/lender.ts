/**
 * Lends connections for which a person has answered something to another thread of this program, so that nobody is
 * asked twice. What is done there shares the one connection: it is sent in small portions, behind which keys wait for a moment only.
 */

import { pipeline } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { cancelled, ProblemError, problemOf } from '../../kit/outcome';
import type { ConnectionsRoom, Lent } from '../room';
import { PortStream } from './port-stream';
import type { ChannelMessage, ToBorrower, ToLender } from './wire';

/** Serves one borrower until the port closes. */
export function lendOver(port: MessagePort, connections: Pick<ConnectionsRoom, 'lend'>): void {
  new Lender(port, connections).serve();
}

class Lender {
  readonly #links = new Map<number, Lent>();
  readonly #calls = new Map<number, AbortController>();
  readonly #streams = new Map<number, PortStream>();
  #next = 1;

  constructor(
    private readonly port: MessagePort,
    private readonly connections: Pick<ConnectionsRoom, 'lend'>,
  ) {}

  serve(): void {
    this.port.on('message', (message: ToLender) => this.#receive(message));
    this.port.on('close', () => {
      for (const call of this.#calls.values()) call.abort();
      for (const stream of this.#streams.values()) stream.destroy();
    });
  }

  #receive(message: ToLender): void {
    switch (message.type) {
      case 'lend':
        void this.#call(message.call, (signal) => this.#lend(message, signal));
        break;
      case 'open-sftp':
        void this.#call(message.call, (signal) => this.#open(message, signal));
        break;
      case 'cancel':
        this.#calls.get(message.call)?.abort();
        break;
      default:
        this.#streams.get(message.channel)?.receive(message);
    }
  }

  async #call(call: number, work: (signal: AbortSignal) => Promise<ToBorrower>): Promise<void> {
    const controller = new AbortController();
    this.#calls.set(call, controller);
    try {
      this.#post(await work(controller.signal));
    } catch (error) {
      const problem = problemOf(error);
      this.#post({ type: 'failed', call, problem: problem ?? cancelled });
      if (!problem) throw error;
    } finally {
      this.#calls.delete(call);
    }
  }

  async #lend(
    { call, server, connect }: Extract<ToLender, { type: 'lend' }>,
    signal: AbortSignal,
  ): Promise<ToBorrower> {
    const lent = await this.connections.lend(server, signal, { connect });
    if (!lent) return { type: 'lent', call, link: null };
    const known = [...this.#links].find(([, link]) => link === lent)?.[0];
    const id = known ?? this.#next++;
    if (known === undefined) {
      this.#links.set(id, lent);
      lent.onClosed((problem) => {
        this.#links.delete(id);
        this.#post({ type: 'lost', link: id, problem });
      });
    }
    return { type: 'lent', call, link: { id, software: lent.peer.software } };
  }

  async #open(
    { call, link, channel, givesWay }: Extract<ToLender, { type: 'open-sftp' }>,
    signal: AbortSignal,
  ): Promise<ToBorrower> {
    const lent = this.#links.get(link);
    if (!lent) throw new ProblemError(cancelled);
    const remote = await lent.sftpBytes({
      ...{ signal, givesWay },
      waiting: () => this.#post({ type: 'waiting', call }),
    });
    const here = new PortStream(channel, (message) => this.#post(message));
    this.#streams.set(channel, here);
    const over = () => this.#streams.delete(channel);
    // Each of two pipelines listens at both ends.
    for (const end of [remote, here]) end.setMaxListeners(20);
    // When one side ends, so does the other; the reason goes along.
    pipeline(remote, here, (error) => {
      over();
      if (error) here.destroy(error);
    });
    pipeline(here, remote, (error) => {
      if (error) remote.destroy(error);
    });
    return { type: 'opened', call };
  }

  #post(message: ToBorrower | ChannelMessage): void {
    this.port.postMessage(message);
  }
}
