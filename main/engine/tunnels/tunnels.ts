/** Keeps the tunnels: opens, finds, shows and closes them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedOf } from '../../../preload/contract';
import type { TunnelEntry } from '../../../preload/contract/tunnels';
import type { ConnectionsRoom } from '../connections';
import type { Host } from '../host';
import { anySignal } from '../kit/any-signal';
import { problemOf, throwIfCancelled } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import type { ErrandScript } from './jupyter/errand';
import { findServer } from './jupyter/find-server';
import { openJupyter, pageAddress } from './jupyter/open-jupyter';
import { type Probe, probe } from './jupyter/probe';
import { stopServer } from './jupyter/stop-server';
import { loopback } from './listen';
import { type OneTimePage, oneTimePage } from './one-time-page';
import { Tunnel } from './tunnel';
import { tunnelError, tunnelProblem } from './words';

export type OpenRequest = ParsedOf<'tunnels.open'>;

export interface Tunnels {
  /** All tunnels, the oldest first. */
  readonly list: Pick<StateFeed<readonly TunnelEntry[]>, 'value' | 'follow' | 'followUntil'>;
  /** Opens a tunnel, or returns the one that already leads there. */
  open(request: OpenRequest, signal: AbortSignal): Promise<TunnelEntry>;
  /** Opens its page in the browser; for Jupyter signed in, through a one-time local address. */
  browse(id: string, signal: AbortSignal): Promise<void>;
  close(id: string): Promise<void>;
  /** Ends the Jupyter server itself, then closes its tunnel. */
  stopJupyter(id: string, signal: AbortSignal): Promise<void>;
  /** Closes everything; Jupyter servers go on. */
  dispose(): Promise<void>;
}

/** What is needed of the connections room. */
export type TunnelConnections = Pick<ConnectionsRoom, 'link'> &
  Partial<Pick<ConnectionsRoom, 'states' | 'current'>>;

export function createTunnels(options: { host: Host; connections: TunnelConnections }): Tunnels {
  return new TunnelKeeper(options.host, options.connections);
}

interface Kept {
  readonly tunnel: Tunnel;
  /** Settles when it leads somewhere, or could not be opened. */
  readonly opened: Promise<void>;
  jupyter?: Probe;
}

class TunnelKeeper implements Tunnels {
  readonly list = new StateFeed<readonly TunnelEntry[]>([]);
  readonly #host: Host;
  readonly #connections: TunnelConnections;
  readonly #kept = new Map<string, Kept>();
  readonly #pages = new Set<OneTimePage>();
  /** The port that a destination had last: the browser's cookies and bookmarks hold on to it. */
  readonly #ports = new Map<string, number>();
  readonly #script: ErrandScript;
  readonly #unfollow: () => void;

  constructor(host: Host, connections: TunnelConnections) {
    this.#host = host;
    this.#connections = connections;
    this.#script = () => readFile(join(host.paths.resources, 'jupyter.sh'), 'utf8');
    this.#unfollow = connections.states?.follow((states) => this.#resume(states)) ?? (() => {});
  }

  async open(request: OpenRequest, signal: AbortSignal): Promise<TunnelEntry> {
    const known = this.#find(request);
    if (known) {
      // How another caller's attempt ended is that caller's; here it shows in what is left.
      await Promise.race([known.opened.catch(() => {}), aborted(signal)]);
      throwIfCancelled(signal);
      if (await this.#isGood(known, signal)) return known.tunnel.entry;
      await this.close(known.tunnel.id);
    }
    const tunnel = new Tunnel({
      server: request.server,
      target: request.target,
      connections: this.#connections,
      log: this.#host.log.scoped('tunnels'),
      onChange: () => this.#tell(),
      onDisconnected: () => void this.close(tunnel.id),
    });
    const both = anySignal(signal, tunnel.signal);
    const kept: Kept = {
      tunnel,
      opened: this.#bring(tunnel, request, both.signal, (found) => {
        kept.jupyter = found;
      }),
    };
    this.#kept.set(tunnel.id, kept);
    this.#tell();
    try {
      await kept.opened;
    } catch (error) {
      await this.close(tunnel.id);
      throw error;
    } finally {
      both.release();
    }
    return tunnel.entry;
  }

  /** Binds the port first: if it cannot be had, nothing is started on the server. */
  async #bring(
    tunnel: Tunnel,
    { server, target, localPort }: OpenRequest,
    signal: AbortSignal,
    keepJupyter: (found: Probe) => void,
  ): Promise<void> {
    await this.#bind(tunnel, localPort);
    const link = await this.#connections.link(server, signal);
    if (target.kind !== 'jupyter') {
      tunnel.open(link, target);
    } else {
      const context = { link, script: this.#script, signal };
      const found = await openJupyter(context, (step) => tunnel.step(step));
      keepJupyter(found.probe);
      const { destination, rootDirectory, version } = found.probe.server;
      tunnel.open(link, destination, {
        started: found.started,
        rootDirectory,
        version,
        ...(found.note === undefined ? {} : { note: found.note }),
      });
    }
  }

  async #bind(tunnel: Tunnel, wanted: number): Promise<void> {
    const key = keyOf(tunnel.entry);
    const last = wanted === 0 ? (this.#ports.get(key) ?? 0) : wanted;
    try {
      await tunnel.listen(last);
    } catch (error) {
      if (wanted !== 0 || last === 0) throw error;
      await tunnel.listen(0);
    }
    const port = tunnel.entry.localPort;
    if (port !== null) this.#ports.set(key, port);
  }

  async browse(id: string, signal: AbortSignal): Promise<void> {
    const kept = this.#get(id);
    const { entry } = kept.tunnel;
    const isOpen = entry.state.kind === 'open' || entry.state.kind === 'waiting';
    if (!isOpen || entry.localPort === null) {
      throw tunnelError({ kind: 'not-open', server: entry.server });
    }
    if (entry.target.kind === 'socks') {
      throw tunnelError({ kind: 'no-page', server: entry.server });
    }
    if (entry.target.kind === 'tcp') {
      await this.#host.openUrl(`http://${loopback}:${entry.localPort}/`);
      return;
    }
    const found = await this.#alive(kept, signal);
    const page = await oneTimePage(pageAddress(found, entry.localPort));
    this.#pages.add(page);
    void page.used.then(() => this.#pages.delete(page));
    try {
      await this.#host.openUrl(page.url);
    } catch (error) {
      page.close();
      throw error;
    }
  }

  async close(id: string): Promise<void> {
    const kept = this.#kept.get(id);
    if (!kept) return;
    this.#kept.delete(id);
    // Whoever waits for it hears of it in open().
    kept.opened.catch(() => {});
    await kept.tunnel.close();
    this.#tell();
  }

  async stopJupyter(id: string, signal: AbortSignal): Promise<void> {
    const kept = this.#get(id);
    if (!kept.jupyter) throw tunnelError({ kind: 'not-jupyter', id });
    const link = await this.#connections.link(kept.tunnel.entry.server, signal);
    await stopServer({ link, script: this.#script, signal }, kept.jupyter.server);
    await this.close(id);
  }

  async dispose(): Promise<void> {
    this.#unfollow();
    for (const page of this.#pages) page.close();
    await Promise.all([...this.#kept.keys()].map((id) => this.close(id)));
  }

  /** The server behind a Jupyter tunnel, known to answer now. @throws `tunnels/jupyter-gone` */
  async #alive(kept: Kept, signal: AbortSignal): Promise<Probe> {
    const { tunnel, jupyter } = kept;
    const { server } = tunnel.entry;
    if (!jupyter) throw tunnelError({ kind: 'not-open', server });
    const link = await this.#connections.link(server, signal);
    tunnel.resume(link);
    // Whoever listens on a TCP port by now may be somebody else, and the token must not go there:
    // looking it up anew checks the owner of the port. Nobody else can have our unix socket.
    if (jupyter.server.destination.kind === 'unix') {
      const now = await probe(link, jupyter.server, signal);
      if (now.health !== 'dead') return now;
    }
    // Restarted in place: the same process may have written another token.
    const context = { link, script: this.#script, signal };
    const again = await findServer(context, { pid: jupyter.server.pid });
    if (again) {
      kept.jupyter = again;
      tunnel.open(link, again.server.destination, tunnel.entry.jupyter);
      return again;
    }
    const { rootDirectory } = jupyter.server;
    const gone = { kind: 'jupyter-gone', server, rootDirectory } as const;
    tunnel.fail(tunnelProblem(gone));
    throw tunnelError(gone);
  }

  /** A tunnel that is asked for again must lead somewhere. */
  async #isGood(kept: Kept, signal: AbortSignal): Promise<boolean> {
    if (kept.tunnel.closed || kept.tunnel.entry.state.kind === 'failed') return false;
    if (kept.tunnel.entry.target.kind !== 'jupyter') return true;
    try {
      await this.#alive(kept, signal);
      return true;
    } catch (error) {
      if (problemOf(error)?.tag === 'tunnels/jupyter-gone') return false;
      throw error;
    }
  }

  #find(request: OpenRequest): Kept | undefined {
    const key = keyOf(request);
    return [...this.#kept.values()].find(
      ({ tunnel }) =>
        keyOf(tunnel.entry) === key &&
        (request.localPort === 0 || tunnel.entry.localPort === request.localPort),
    );
  }

  #get(id: string): Kept {
    const kept = this.#kept.get(id);
    if (!kept) throw tunnelError({ kind: 'unknown', id });
    return kept;
  }

  #tell(): void {
    this.list.set([...this.#kept.values()].map(({ tunnel }) => tunnel.entry));
  }

  /** Tunnels that waited for their server work again as soon as it is connected. */
  #resume(states: ReadonlyMap<string, { state: string }>): void {
    for (const { tunnel } of this.#kept.values()) {
      if (states.get(tunnel.entry.server)?.state !== 'connected') continue;
      const link = this.#connections.current?.(tunnel.entry.server);
      if (link) tunnel.resume(link);
    }
  }
}

function keyOf({ server, target }: Pick<TunnelEntry, 'server' | 'target'>): string {
  return target.kind === 'tcp'
    ? `${server} ${target.host}:${target.port}`
    : `${server} ${target.kind}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
