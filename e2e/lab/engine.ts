/** The engine's links to lab servers, for lab tests of the rooms above `connections`. */

import { readFileSync } from 'node:fs';
import { Client } from 'ssh2';
import type { Connections, Link } from '../../main/engine/connections/link';
import { SshLink } from '../../main/engine/connections/ssh-link';
import { connectionProblem } from '../../main/engine/connections/words';
import type { Host } from '../../main/engine/host';
import { type LogEntry, logTo } from '../../main/engine/kit/log';
import type { Lab } from './lab';

export interface LabEngine {
  host: Host;
  connections: Connections;
  /** What was logged so far. */
  log: LogEntry[];
  /** Gives a local path as the window does, for one use. */
  grant(path: string): string;
  stop(): Promise<void>;
}

/** A host without a person in front of it, and connections to the lab's servers by name. */
export function labEngine(lab: Lab): LabEngine {
  const log: LogEntry[] = [];
  const grants = new Map<string, string>();
  const host: Host = {
    log: logTo((entry) => void log.push(entry)),
    paths: { data: `${lab.dir}/data`, ssh: lab.sshDir, resources: 'resources' },
    ask: async () => ({ kind: 'dismissed' }),
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
    openUrl: async () => {},
    testProcedures: false,
  };
  const links = new Map<string, Promise<SshLink>>();
  const link = async (name: string): Promise<Link> => {
    const known = await links.get(name)?.catch(() => undefined);
    if (known?.alive) return known;
    const made = open(name);
    links.set(name, made);
    return made;
  };
  const open = (name: string) =>
    new Promise<SshLink>((resolve, reject) => {
      const server = lab.server(name);
      const client = new Client();
      client.on('ready', () => {
        client.setNoDelay(true);
        const made = new SshLink(
          name,
          { user: server.login, host: server.host, port: server.port, software: '' },
          false,
          client,
          (client as unknown as { _sock: import('node:net').Socket })._sock,
        );
        client.on('close', () =>
          made.lost(connectionProblem({ kind: 'disconnected', server: name })),
        );
        resolve(made);
      });
      client.on('error', reject);
      client.connect({
        host: server.host,
        port: server.port,
        username: server.login,
        privateKey: readFileSync(lab.keys.ed25519.path),
        hostVerifier: () => true,
      });
    });
  return {
    host,
    log,
    connections: { link },
    grant(path) {
      const id = crypto.randomUUID();
      grants.set(id, path);
      return id;
    },
    async stop() {
      for (const made of links.values())
        await made.then(
          (it) => it.close(),
          () => {},
        );
    },
  };
}
