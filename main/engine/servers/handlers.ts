/** The contract's server procedures over the config and the connections of this process. */
import type { ValueOf } from '../../../preload/contract';
import type { ConnectionState, DoctorStep, ServerEntry } from '../../../preload/contract/servers';
import { ProblemError, problemOf } from '../kit/outcome';
import type { Handlers } from '../serve/handlers';
import type { ServerList, Servers } from './index';
import { grantUnknown } from './words';

/** What is needed of the connections room. */
export interface ServerConnections {
  link(server: string, signal: AbortSignal): Promise<unknown>;
  disconnect(server: string): Promise<void>;
  forgetHostKey(server: string, signal: AbortSignal): Promise<readonly unknown[]>;
  /** Connects by itself where nothing has to be asked. */
  readonly waker: {
    wake(servers: readonly string[], signal: AbortSignal): Promise<void>;
    keep(
      signal: AbortSignal,
      tell: (waiting: { server: string; nextTryAt: number }[]) => void,
    ): Promise<void>;
  };
  doctor(
    server: string,
    signal: AbortSignal,
    emit: (steps: DoctorStep[]) => void,
    options: { onlyTheWay: boolean },
  ): Promise<{ healthy: boolean }>;
  identities(signal: AbortSignal): Promise<ValueOf<'servers.identities'>>;
  readonly states: {
    follow(watcher: (states: ReadonlyMap<string, ConnectionState>) => void): () => void;
  };
}

export function serverHandlers(rooms: {
  servers: Servers;
  connections: ServerConnections;
  /** The local path that a grant of the page stands for. */
  redeemGrant(grant: string): Promise<string | undefined>;
}): Handlers<'servers'> {
  const { servers, connections } = rooms;
  return {
    async list(_input, { signal, emit }) {
      if (signal.aborted) return;
      let list: ServerList = { servers: [], groupOrder: [], problems: [] };
      let states: ReadonlyMap<string, ConnectionState> = new Map();
      const tell = (): void => {
        const event = { ...list, servers: entriesOf(servers, list, states) };
        // A `latest` watch takes every snapshot at once and drops what is overtaken.
        void emit(event);
      };
      const stopStates = connections.states.follow((now) => {
        states = now;
        tell();
      });
      const stopList = servers.follow((now) => {
        list = now;
        tell();
      });
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      stopStates();
      stopList();
    },
    save: ({ draft, replaces }) => servers.save(draft, replaces),
    remove: ({ server }) => servers.remove(server),
    restore: ({ undo }) => servers.restore(undo),
    arrange: ({ server, ...change }) => servers.arrange(server, change),
    orderGroups: ({ groups }) => servers.orderGroups(groups),
    renameGroup: ({ from, to }) => servers.renameGroup(from, to),
    wake: ({ servers: names }, { signal }) => connections.waker.wake(names, signal),
    kept: (_input, { signal, emit }) =>
      connections.waker.keep(signal, (waiting) => void emit(waiting)),
    identities: (_input, { signal }) => connections.identities(signal),
    findSessions: async () => ({ sources: await servers.imports.find() }),
    async readSessions({ grant }) {
      const path = await rooms.redeemGrant(grant);
      if (path === undefined) throw new ProblemError(grantUnknown());
      return { sources: await servers.imports.read(path) };
    },
    takeSessions: ({ sessions }) => servers.imports.take(sessions),
    draft: async ({ server }) => servers.draft(server),
    configNotes: async ({ server }) => servers.notes(server),
    async connect({ server }, { signal }) {
      await connections.link(server, signal);
    },
    disconnect: ({ server }) => connections.disconnect(server),
    forgetHostKey: async ({ server }, { signal }) => ({
      removed: (await connections.forgetHostKey(server, signal)).length,
    }),
    doctor: ({ server, onlyTheWay = false }, { signal, emit }) =>
      connections.doctor(server, signal, (steps) => void emit(steps), { onlyTheWay }),
  };
}

/** The listed servers with their connections, then those that were only typed. */
function entriesOf(
  servers: Servers,
  list: ServerList,
  states: ReadonlyMap<string, ConnectionState>,
): ServerEntry[] {
  const disconnected: ConnectionState = { state: 'disconnected' };
  const listed = new Set(list.servers.map(({ name }) => name));
  const entries: ServerEntry[] = list.servers.map((server) => ({
    ...server,
    connection: states.get(server.name) ?? disconnected,
  }));
  for (const [name, connection] of states) {
    if (listed.has(name) || connection.state === 'disconnected') continue;
    const place = { label: null, favourite: false, group: null, usedBefore: false };
    entries.push({ name, origin: 'typed', ...placeOf(servers, name), ...place, connection });
  }
  return entries;
}

function placeOf(
  servers: Servers,
  name: string,
): Pick<ServerEntry, 'host' | 'port' | 'user' | 'jumps'> {
  try {
    const { host, port, user, jumps } = servers.resolve(name);
    return { host, port, user, jumps: jumps.map((hop) => hop.name) };
  } catch (error) {
    // The connection's own state tells why; the entry only has to be there.
    if (!problemOf(error)) throw error;
    return { host: name, port: 22, user: '', jumps: [] };
  }
}
