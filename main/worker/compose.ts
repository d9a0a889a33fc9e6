/** Which rooms live in which worker. */
import type { MessagePort } from 'node:worker_threads';
import type { TerminalDownFrame } from '../../preload/contract/wire';
import { Borrower, createConnections, lendOver } from '../engine/connections';
import { createDemo, demoHandlers } from '../engine/demo';
import { createEditing, editingHandlers } from '../engine/editing';
import { createFiles, filesHandlers } from '../engine/files';
import { createHealthCheck } from '../engine/health';
import type { Host } from '../engine/host';
import { createKeys, keyHandlers } from '../engine/keys';
import { problemOf } from '../engine/kit/outcome';
import { createMonitor, monitorHandlers } from '../engine/monitor';
import type { HandlerSet } from '../engine/serve';
import { connectionNeeds, createServers, serverHandlers } from '../engine/servers';
import { createTerminals, type Terminals, terminalsHandlers } from '../engine/terminals';
import { createTransfers, transfersHandlers } from '../engine/transfers';
import { createTunnels, tunnelsHandlers } from '../engine/tunnels';
import { createVpn, vpnHandlers } from '../engine/vpn';
import type { WorkerRole } from './messages';

/** What a worker serves, and how a page's terminal port is attached in the `link` worker. */
export interface RoomsOfWorker {
  handlers: HandlerSet;
  attachTerminal?(id: string, sink: TerminalSink): AttachedTerminal | null;
  /**
   * The way between `link`, which lends the connections that a person has answered for, and `bulk`, which
   * borrows them; a new one takes the place of the old one.
   */
  join?(port: MessagePort): void;
  /** Ends everything politely: nothing half-done stays on a server. */
  close(): Promise<void>;
}

export interface TerminalSink {
  post(frame: TerminalDownFrame): void;
  /** Called once when the terminal has ended or another port took its place. */
  closed(): void;
}

export interface AttachedTerminal {
  /** A frame from the page, as it came; invalid ones are refused and logged. */
  receive(frame: unknown): void;
  /** The page's end is gone; the terminal waits for the next attach. */
  close(): void;
}

export function roomsFor(role: WorkerRole, host: Host): RoomsOfWorker {
  if (role === 'link') return linkRooms(host);
  if (role === 'bulk') return bulkRooms(host);
  return computeRooms(host);
}

/** Connections, terminals, tunnels, monitor, browsing: everything that must stay responsive. */
function linkRooms(host: Host): RoomsOfWorker {
  const { servers, connections, vpn } = reach(host);
  const terminals = createTerminals({ host, connections });
  const tunnels = createTunnels({ host, connections });
  const files = createFiles({ host, connections });
  return {
    handlers: {
      servers: serverHandlers({
        ...{ servers, connections },
        redeemGrant: (grant) => host.redeemGrant(grant),
      }),
      monitor: monitorHandlers(createMonitor({ host, connections })),
      terminals: terminalsHandlers(terminals),
      tunnels: tunnelsHandlers(tunnels),
      files: filesHandlers(files),
      vpn: vpnHandlers(vpn),
      keys: keyHandlers(createKeys({ host, connections, servers }), host),
    },
    attachTerminal: (id, sink) => attach(terminals, id, sink),
    join: (port) => lendOver(port, connections),
    async close() {
      terminals.dispose();
      files.dispose();
      await tunnels.dispose();
      await connections.close();
      await vpn.close();
    },
  };
}

/** What every worker that talks to servers starts with. */
function reach(host: Host) {
  const servers = createServers({ host, log: host.log.scoped('servers') });
  const vpn = createVpn({ host });
  const connections = createConnections({
    host,
    ...connectionNeeds(servers, host.log),
    health: createHealthCheck(host),
    vpn,
  });
  return { servers, connections, vpn };
}

/**
 * Transfers have a worker of their own, so that they cannot stall a terminal, and connections of their own where
 * that asks nobody a second time.
 */
function bulkRooms(host: Host): RoomsOfWorker {
  const { connections: own } = reach(host);
  const connections = new Borrower(own);
  const transfers = createTransfers({ host, connections });
  const editing = createEditing({ host, connections, transfers });
  return {
    join: (port) => connections.join(port),
    handlers: { transfers: transfersHandlers(transfers), editing: editingHandlers(editing) },
    async close() {
      await editing.dispose();
      await transfers.dispose();
      await own.close();
    },
  };
}

/** Work that may take the processor for a while; the demo lab, whose servers are no one's link. */
function computeRooms(host: Host): RoomsOfWorker {
  const demo = createDemo({ host });
  return {
    handlers: { demo: demoHandlers(demo) },
    close: () => demo.stop(),
  };
}

/** Joins a numbered port of main's to a terminal; null when there is no such terminal. */
function attach(terminals: Terminals, id: string, sink: TerminalSink): AttachedTerminal | null {
  let receive: ((frame: unknown) => void) | undefined;
  try {
    const detach = terminals.attach(id, {
      post: sink.post,
      onFrame(callback) {
        receive = callback;
      },
      close: sink.closed,
    });
    return { receive: (frame) => receive?.(frame), close: detach };
  } catch (error) {
    if (problemOf(error)) return null;
    throw error;
  }
}
