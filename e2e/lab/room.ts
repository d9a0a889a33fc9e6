/** The engine's own connections to lab servers, sign-in and host keys included, for lab tests. */
import { join } from 'node:path';
import { type ConnectionsRoom, createConnections } from '../../main/engine/connections';
import type { Host } from '../../main/engine/host';
import { type LogEntry, logTo } from '../../main/engine/kit/log';
import type { ResolvedServer } from '../../main/engine/servers/resolved';
import type { Lab } from './lab';

export interface LabRoom {
  readonly host: Host;
  readonly connections: ConnectionsRoom;
  /** What was logged so far. */
  readonly log: readonly LogEntry[];
  /** Addresses that the engine wanted opened in the browser. */
  readonly opened: readonly string[];
  stop(): Promise<void>;
}

/** A host with nobody in front of it. The lab must have been started with `knownHosts: true`. */
export function labRoom(lab: Lab): LabRoom {
  const log: LogEntry[] = [];
  const opened: string[] = [];
  const host: Host = {
    log: logTo((entry) => void log.push(entry)),
    paths: {
      data: join(lab.dir, 'data'),
      ssh: lab.sshDir,
      resources: join(process.cwd(), 'resources'),
    },
    ask: async () => ({ kind: 'dismissed' }),
    secrets: {
      get: async () => undefined,
      keepForSession: async () => {},
      forget: async () => {},
    },
    redeemGrant: async () => undefined,
    makeGrant: async () => '',
    openPath: async () => {},
    notify() {},
    openUrl: async (url) => void opened.push(url),
    testProcedures: false,
  };
  const connections = createConnections({ host, resolve: (name) => settings(lab, name) });
  return { host, connections, log, opened, stop: () => connections.close() };
}

function settings(lab: Lab, name: string): ResolvedServer {
  const server = lab.server(name);
  return {
    name,
    host: server.host,
    port: server.port,
    user: server.login,
    identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
    identitiesOnly: true,
    identityAgent: 'none',
    jumps: [],
    proxy: null,
    hostKeyAlias: null,
    userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
    globalKnownHostsFiles: [],
    strictHostKeyChecking: 'yes',
    hashKnownHosts: false,
    addressFamily: 'any',
    setEnv: [],
    sendEnv: [],
    updateHostKeys: 'no',
    connectTimeoutSeconds: 10,
    serverAliveIntervalSeconds: 0,
    serverAliveCountMax: 3,
    proxyCommand: null,
    unsupported: [],
  };
}
