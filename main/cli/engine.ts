/** The engine in this process: the rooms that a command asks for, made at first use. */
import { type ConnectionsRoom, createConnections } from '../engine/connections';
import { createFiles, type Files } from '../engine/files';
import { createHealthCheck } from '../engine/health';
import type { Host } from '../engine/host';
import { createKeys, type Keys } from '../engine/keys';
import { createMonitor, type Monitor } from '../engine/monitor';
import { type Asker, connectionNeeds, createServers, type Servers } from '../engine/servers';
import { createTransfers, type Transfers } from '../engine/transfers';
import { createTunnels, type Tunnels } from '../engine/tunnels';
import { createVpn, type Vpn } from '../engine/vpn';

export interface Engine {
  readonly servers: Servers;
  readonly connections: ConnectionsRoom;
  readonly files: Files;
  /** Figures at the usual pace, or (`hasty`) as fast as one look at a server deserves. */
  monitor(pace: 'usual' | 'hasty'): Monitor;
  readonly transfers: Transfers;
  readonly tunnels: Tunnels;
  readonly keys: Keys;
  readonly vpn: Vpn;
  /** Asks about commands that the ssh config itself wants run. */
  asker(signal: AbortSignal): Asker;
  /** Closes what was opened. Resolves when it is closed. */
  close(): Promise<void>;
}

export function createEngine(host: Host): Engine {
  const servers = createServers({ host });
  const vpn = createVpn({ host });
  const connections = createConnections({
    host,
    ...connectionNeeds(servers, host.log),
    health: createHealthCheck(host),
    vpn,
  });
  const closers: (() => void | Promise<void>)[] = [];
  const files = once(() => {
    const made = createFiles({ host, connections });
    closers.push(() => made.dispose());
    return made;
  });
  const transfers = once(() => {
    const made = createTransfers({ host, connections });
    closers.push(() => made.dispose());
    return made;
  });
  const tunnels = once(() => {
    const made = createTunnels({ host, connections });
    closers.push(() => made.dispose());
    return made;
  });
  return {
    servers,
    connections,
    vpn,
    asker: (signal) => ({
      ask: (body) => host.ask(body, signal),
      signal,
      dataFolder: host.paths.data,
    }),
    get files() {
      return files();
    },
    monitor: (pace) =>
      createMonitor({ host, connections, ...(pace === 'hasty' && { cadence: hastyCadence }) }),
    get keys() {
      return createKeys({ host, connections, servers });
    },
    get transfers() {
      return transfers();
    },
    get tunnels() {
      return tunnels();
    },
    async close() {
      // What uses the connections first, then these.
      for (const close of closers.reverse()) await close();
      await connections.close();
      await vpn.close();
    },
  };
}

/** Milliseconds. Whether a GPU is free takes three looks at it. */
const hastyCadence = { fast: 500, gpus: 500 };

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
