/**
 * One tunnel: a port on 127.0.0.1 here, a destination there. The port stays bound when the link is
 * lost, and the next connection to it asks for the link again.
 */
import { randomUUID } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import type { TunnelEntry } from '../../../preload/contract/tunnels';
import type { Link, LinkOptions } from '../connections';
import type { Log } from '../kit/log';
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { destinationText, type Route, reach } from './destination';
import { joinStreams } from './join-streams';
import { listenOn, portOf } from './listen';
import { socksReach } from './socks';
import { tunnelError } from './words';

/** A browser opens a handful; more than this is a runaway. */
const maxConnections = 256;
/** After a failed attempt to get the link back, this long nobody tries again. */
const restMs = 3000;

/** What is needed of the connections room. */
export interface Linker {
  link(server: string, signal: AbortSignal, options?: LinkOptions): Promise<Link>;
}

export interface TunnelOptions {
  readonly server: string;
  readonly target: TunnelEntry['target'];
  readonly connections: Linker;
  readonly log: Log;
  /** The entry changed. */
  onChange(): void;
  /** The person closed the connection to the server: the tunnel should go too. */
  onDisconnected(): void;
}

export class Tunnel {
  readonly id = randomUUID();
  readonly #options: TunnelOptions;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;
  #destination: Route | undefined;
  #entry: TunnelEntry;
  #followed: Link | undefined;
  #rest: { until: number; problem: Problem } | undefined;

  constructor(options: TunnelOptions) {
    this.#options = options;
    this.#entry = {
      id: this.id,
      server: options.server,
      target: options.target,
      state: { kind: 'opening', step: 'connecting' },
      localPort: null,
      remote: null,
      jupyter: null,
      openConnections: 0,
    };
  }

  get entry(): TunnelEntry {
    return this.#entry;
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Fires when the tunnel is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  get destination(): Route | undefined {
    return this.#destination;
  }

  /** Binds the local port. @throws ProblemError when it cannot be had. */
  async listen(port: number): Promise<void> {
    const listener = await listenOn(port, (socket) => void this.#accept(socket));
    if (this.closed) {
      listener.close();
      throw tunnelError({ kind: 'unknown', id: this.id });
    }
    this.#listener = listener;
    this.#change({ localPort: portOf(listener) });
  }

  /** Says what is being done while opening. */
  step(step: string): void {
    this.#change({ state: { kind: 'opening', step } });
  }

  /** Leads somewhere from now on, over a link that is alive. */
  open(link: Link, destination: Route, jupyter: TunnelEntry['jupyter'] = null): void {
    this.#destination = destination;
    const remote = destinationText(destination);
    this.#change({ remote, jupyter, state: { kind: 'open' } });
    this.#follow(link);
  }

  /** What stands behind the tunnel is gone for good. */
  fail(problem: Problem): void {
    this.#change({ state: { kind: 'failed', problem } });
  }

  /** The connection to the server is up again (whoever brought it up). */
  resume(link: Link): void {
    if (this.#entry.state.kind !== 'waiting') return;
    this.#rest = undefined;
    this.#change({ state: { kind: 'open' } });
    this.#follow(link);
  }

  /** Ends every connection and gives the port back. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener) await new Promise<void>((resolve) => listener.close(() => resolve()));
  }

  #change(change: Partial<TunnelEntry>): void {
    if (this.closed) return;
    this.#entry = { ...this.#entry, ...change };
    this.#options.onChange();
  }

  #follow(link: Link): void {
    if (this.#followed === link) return;
    this.#followed = link;
    link.onClosed((problem) => {
      if (this.#followed !== link || this.closed) return;
      this.#followed = undefined;
      if (problem.tag === 'connections/disconnected') this.#options.onDisconnected();
      else if (this.#entry.state.kind === 'open') {
        this.#change({ state: { kind: 'waiting', problem } });
      }
    });
  }

  async #accept(socket: Socket): Promise<void> {
    // Errors are the pair's affair (joinStreams); before that a lost client is nothing to tell.
    socket.on('error', () => socket.destroy());
    if (this.#sockets.size >= maxConnections || this.closed) {
      this.#options.log.warn('refused a connection over the limit', { tunnel: this.id });
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    this.#change({ openConnections: this.#sockets.size });
    try {
      await this.#carry(socket);
    } catch (error) {
      this.#refuse(error);
      // A reset tells programs at once; an orderly end would look like an empty answer.
      socket.resetAndDestroy();
    } finally {
      this.#sockets.delete(socket);
      this.#change({ openConnections: this.#sockets.size });
    }
  }

  async #carry(socket: Socket): Promise<void> {
    if (!this.#destination) throw tunnelError({ kind: 'not-open', server: this.#options.server });
    const link = await this.#link();
    const remote =
      this.#destination.kind === 'socks'
        ? await socksReach(link, socket, this.signal)
        : await reach(link, this.#destination, this.signal);
    if (!remote) return;
    if (socket.destroyed || this.closed) {
      remote.destroy();
      return;
    }
    if (this.#entry.refused) {
      const { refused: _, ...entry } = this.#entry;
      this.#entry = entry;
      this.#options.onChange();
    }
    await joinStreams(socket, remote);
  }

  /** The link, which may have to be made again; not tried all the time while it cannot be had. */
  async #link(): Promise<Link> {
    if (this.#rest && Date.now() < this.#rest.until) throw new ProblemError(this.#rest.problem);
    try {
      const { connections, server } = this.#options;
      const link = await connections.link(server, this.signal, { background: true });
      this.#rest = undefined;
      this.resume(link);
      this.#follow(link);
      return link;
    } catch (error) {
      const problem = problemOf(error);
      if (problem && !this.closed) {
        this.#rest = { until: Date.now() + restMs, problem };
        if (this.#entry.state.kind !== 'failed') {
          this.#change({ state: { kind: 'waiting', problem } });
        }
      }
      throw error;
    }
  }

  #refuse(error: unknown): void {
    if (this.closed) return;
    const refused = problemOf(error);
    if (refused) this.#change({ refused });
    else this.#options.log.error('a tunnel connection failed', { error: String(error) });
  }
}
