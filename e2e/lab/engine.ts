/** The engine's own connections to lab servers, for lab tests of the rooms above `connections`. */
import { randomUUID } from 'node:crypto';
import { type ConnectionsRoom, createConnections } from '../../main/engine/connections/index';
import type { Host, Notification } from '../../main/engine/host';
import { type LogEntry, logTo } from '../../main/engine/kit/log';
import { createServers } from '../../main/engine/servers/index';
import type { Lab } from './lab';

export interface LabEngine {
  host: Host;
  connections: ConnectionsRoom;
  /** What was logged so far. */
  log: LogEntry[];
  /** Local files that were opened in the system's program for them, in order. */
  opened: string[];
  /** Notices that were given, in order. */
  notices: Notification[];
  /** Gives a local path as the window does, for one use. */
  grant(path: string): string;
  stop(): Promise<void>;
}

/** A host whose person accepts new host keys and knows nothing else; servers by their lab names. */
export function labEngine(lab: Lab): LabEngine {
  const log: LogEntry[] = [];
  const grants = new Map<string, string>();
  const opened: string[] = [];
  const notices: Notification[] = [];
  const makeGrant = (path: string) => {
    const id = randomUUID();
    grants.set(id, path);
    return id;
  };
  const host: Host = {
    log: logTo((entry) => void log.push(entry)),
    paths: { data: `${lab.dir}/data`, ssh: lab.sshDir, resources: 'resources' },
    ask: async (body) => ({ kind: body.kind === 'host-key' ? 'yes' : 'dismissed' }),
    secrets: {
      get: async () => undefined,
      keepForSession: async () => {},
      forget: async () => {},
    },
    redeemGrant: async (grant) => {
      const path = grants.get(grant);
      grants.delete(grant);
      return path;
    },
    makeGrant: async (path) => makeGrant(path),
    openUrl: async () => {},
    openPath: async (path) => void opened.push(path),
    notify: (note) => void notices.push(note),
    testProcedures: false,
  };
  const servers = createServers({ host, log: host.log, systemConfig: null, home: lab.dir });
  const connections = createConnections({ host, resolve: (name) => servers.resolve(name) });
  return {
    host,
    log,
    connections,
    opened,
    notices,
    grant: makeGrant,
    stop: () => connections.close(),
  };
}
