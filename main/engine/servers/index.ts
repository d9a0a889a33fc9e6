/** Saved servers and those of the ssh config: reading, resolving, saving, following changes. */
import { homedir } from 'node:os';
import type { ServerDraft } from '../../../preload/contract/servers';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import { type Problem, ProblemError } from '../kit/outcome';
import { followFiles } from './follow-files';
import { configPaths, type ReadConfig, readConfig } from './read-servers';
import { resolve } from './resolve';
import type { ResolvedServer } from './resolved';
import { draftOf } from './saved/draft';
import { removeServer, saveServer } from './saved/save';
import { sessionServersFolder } from './session';

export { parseName, type TypedName } from './config/names';
export { type ServerConnections, serverHandlers } from './handlers';
export type { IdentityFile, ResolvedServer, StrictHostKeyChecking } from './resolved';
export { clearSessionServers, sessionServersFolder } from './session';

/** A server that has a name in the config. */
export interface ListedServer {
  name: string;
  origin: 'saved' | 'config';
  /** A word that stands beside its name wherever it is shown, or null. */
  label: string | null;
  host: string;
  port: number;
  user: string;
  /** `user@host` of each hop, `:port` where it is not 22. */
  jumps: string[];
}

export interface ServerList {
  servers: ListedServer[];
  /** Faults in the config that do not stop the rest. */
  problems: Problem[];
}

export interface Servers {
  /** Reads the config as it is now. */
  list(): ServerList;
  /**
   * What the config says about a server. A name that the config does not know is a host name, as
   * for ssh. @throws ProblemError `servers/unknown`, `servers/config-…`
   */
  resolve(name: string): ResolvedServer;
  /** @throws ProblemError `servers/bad-field`, `servers/name-taken`, `servers/not-saved-here`, … */
  save(draft: ServerDraft, replaces?: string): Promise<void>;
  /** @throws ProblemError `servers/unknown`, `servers/not-saved-here`, … */
  remove(name: string): Promise<void>;
  draft(name: string): ServerDraft;
  /** Calls back now and after every change of the config, until the returned function is called. */
  follow(callback: (list: ServerList) => void): () => void;
}

export interface ServersOptions {
  host: Pick<Host, 'paths' | 'log'>;
  /** Default: the host's. */
  log?: Log;
  /** The system-wide config; null for none. Default: the platform's. */
  systemConfig?: string | null;
  /** What `~` stands for. Default: the person's home folder. */
  home?: string;
}

export function createServers(options: ServersOptions): Servers {
  const paths = configPaths(
    options.host.paths.ssh,
    options.home ?? homedir(),
    options.systemConfig,
    sessionServersFolder(options.host.paths.data),
  );
  const log = (options.log ?? options.host.log).scoped('servers');
  const followers = new Set<(list: ServerList) => void>();
  let stopFiles: (() => void) | undefined;
  let sources: readonly string[] = [];

  const read = (): ReadConfig => {
    const config = readConfig(paths);
    sources = [...config.sources, paths.saved];
    return config;
  };
  const list = (): ServerList => listOf(read());
  const tell = (): void => {
    if (followers.size === 0) return;
    const now = list();
    log.info('the ssh config was read', {
      servers: now.servers.length,
      problems: now.problems.length,
    });
    for (const callback of [...followers]) callback(now);
  };

  return {
    list,
    resolve: (name) => resolve(readConfig(paths), name),
    draft: (name) => draftOf(readConfig(paths), name),
    async save(draft, replaces) {
      await saveServer(paths, draft, replaces);
      tell();
    },
    async remove(name) {
      await removeServer(paths, name);
      tell();
    },
    follow(callback) {
      // An own function per follower, so that one callback may follow twice.
      const follower = (now: ServerList): void => callback(now);
      followers.add(follower);
      follower(list());
      stopFiles ??= followFiles(() => sources, tell, paths.session);
      return () => {
        followers.delete(follower);
        if (followers.size > 0) return;
        stopFiles?.();
        stopFiles = undefined;
      };
    },
  };
}

function listOf(config: ReadConfig): ServerList {
  const problems = [...config.problems];
  const servers: ListedServer[] = [];
  for (const { name, origin, label } of config.named) {
    try {
      const { host, port, user, jumps } = resolve(config, name);
      servers.push({ name, origin, label, host, port, user, jumps: jumps.map(hopWords) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      // It stays in the list: the person looks for it there, and connecting tells why it fails.
      problems.push(error.problem);
      servers.push({
        name,
        origin,
        label,
        host: name,
        port: 22,
        user: config.around.localUser,
        jumps: [],
      });
    }
  }
  return { servers, problems };
}

function hopWords(hop: ResolvedServer): string {
  return `${hop.user}@${hop.host}${hop.port === 22 ? '' : `:${hop.port}`}`;
}
