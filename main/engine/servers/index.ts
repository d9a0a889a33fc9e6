/** Saved servers and those of the ssh config: reading, resolving, saving, following changes. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConfigNotes, ServerDraft } from '../../../preload/contract/servers';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import { type Problem, ProblemError } from '../kit/outcome';
import { type ProxyChoice, parseProxyChoice, proxyText } from '../kit/proxy-address';
import { sessionServersFolder } from '../kit/session-folder';
import * as arranging from './arrangement/arrange';
import { arrangementStore } from './arrangement/store';
import type { ExecAnswers } from './config/evaluate';
import { configNotes } from './config-notes';
import { type ConfigReport, configReport } from './config-report';
import { followFiles } from './follow-files';
import { createImports, type Here, type Imports } from './import';
import { type Asker, readAsking } from './match-exec';
import { configPaths, type ReadConfig, readConfig } from './read-servers';
import { resolve } from './resolve';
import type { ResolvedServer } from './resolved';
import { draftOf } from './saved/draft';
import type { RemovedBlock } from './saved/edit-blocks';
import { type NamedKey, nameKey } from './saved/name-key';
import { removeServer, restoreServer, saveServer } from './saved/save';
import { badProxy, proxyNeedsName, undoGone } from './words';

export { clearSessionServers, sessionServersFolder } from '../kit/session-folder';
export { allowedCommands } from './allowed-commands';
export { parseName, type TypedName } from './config/names';
export type { ConfigReport } from './config-report';
export { type ServerConnections, serverHandlers } from './handlers';
export type { Imports } from './import';
export type { Asker } from './match-exec';
export type { IdentityFile, ResolvedServer, StrictHostKeyChecking } from './resolved';

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
  favourite: boolean;
  group: string | null;
  /** The person has connected to it before. */
  usedBefore: boolean;
}

/** What was resolved, what of it we do not follow, and the commands of `Match exec` that were not run. */
export interface AskedReport {
  report: ConfigReport;
  unsupported: string[];
  notRun: string[];
}

export interface ServerList {
  servers: ListedServer[];
  /** Groups in the person's order; others follow by name. */
  groupOrder: string[];
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
  /** As `resolve`, with the commands of `Match exec` that the person allows. @throws what `ask` throws too */
  resolveAsking(name: string, asker: Asker): Promise<ResolvedServer>;
  /** What was resolved, as `ssh -G` would print it. @throws ProblemError as `resolve` does */
  report(name: string): ConfigReport;
  /** Forwards of the config, and what we do not follow in it. @throws ProblemError as `resolve` does */
  notes(name: string): ConfigNotes;
  /** As `report`, with the commands of `Match exec` that the person allows. @throws what `ask` throws too */
  reportAsking(name: string, asker: Asker): Promise<AskedReport>;
  /** @throws ProblemError `servers/bad-field`, `servers/name-taken`, `servers/not-saved-here`, … */
  save(draft: ServerDraft, replaces?: string): Promise<void>;
  /** @throws ProblemError `servers/unknown`, `servers/not-saved-here`, … */
  remove(name: string): Promise<{ undo: string }>;
  /** Brings back what was removed. @throws ProblemError `servers/undo-gone`, `servers/name-taken` */
  restore(undo: string): Promise<void>;
  /** Changes how a server stands in the list. @throws ProblemError `servers/cannot-write`, … */
  arrange(name: string, change: arranging.Change): Promise<void>;
  renameGroup(from: string, to: string | null): Promise<void>;
  orderGroups(groups: readonly string[]): Promise<void>;
  /**
   * Chooses the proxy on the way to a server that the config names: `system`, an address, or empty.
   * @throws ProblemError `servers/bad-proxy`, `servers/unknown`, `servers/cannot-write`
   */
  setProxy(name: string, proxy: string): Promise<void>;
  usedBefore(name: string): boolean;
  /** Notes that a connection to this server succeeded, if the config names it. */
  used(name: string): Promise<void>;
  draft(name: string): ServerDraft;
  /** Taking over the servers that PuTTY, KiTTY, WinSCP and MobaXterm know. */
  readonly imports: Imports;
  /** Names a key for the server in the config. @throws ProblemError `servers/cannot-write`, … */
  nameKey(name: string, identityFile: string): Promise<NamedKey>;
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
  /** Where other programs are looked for. Default: this computer. */
  importFrom?: Here;
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
  const arrangement = arrangementStore(join(options.host.paths.data, 'arrangement.json'), log);
  const removed = new Map<string, RemovedBlock>();

  const read = (): ReadConfig => {
    const config = readConfig(paths);
    sources = [...config.sources, paths.saved, arrangement.path];
    return config;
  };
  const list = (): ServerList => listOf(read(), arrangement.read());
  const tell = (): void => {
    if (followers.size === 0) return;
    const now = list();
    log.info('the ssh config was read', {
      servers: now.servers.length,
      problems: now.problems.length,
    });
    for (const callback of [...followers]) callback(now);
  };

  const namesNow = (): string[] => readConfig(paths).named.map(({ name }) => name);
  const rearrange = async (
    change: (old: arranging.Arrangement, names: readonly string[]) => arranging.Arrangement,
  ): Promise<void> => {
    const names = namesNow();
    await arrangement.change(names, (old) => change(old, names));
    tell();
  };

  const setProxy = async (name: string, choice: ProxyChoice): Promise<void> => {
    const proxy = proxyText(choice);
    if (proxy === proxyText(arranging.proxyOf(arrangement.read(), name))) return;
    await rearrange((old, names) => arranging.arrange(old, names, name, { proxy }));
  };

  const resolveWith = (name: string, execs?: ExecAnswers): ResolvedServer => {
    const chosen = arrangement.read();
    const proxyOf = (hop: string) => arranging.proxyOf(chosen, hop);
    const vpnOf = (hop: string) => arranging.vpnOf(chosen, hop);
    return resolve({ ...readConfig(paths), proxyOf, vpnOf, execs }, name);
  };

  const room: Servers = {
    list,
    resolve: (name) => resolveWith(name),
    draft: (name) => ({
      ...draftOf(readConfig(paths), name),
      proxy: proxyText(arranging.proxyOf(arrangement.read(), name)),
      vpn: arranging.vpnOf(arrangement.read(), name),
    }),
    async setProxy(name, text) {
      const choice = parseProxyChoice(text);
      if (choice === undefined) throw new ProblemError(badProxy(text));
      if (!namesNow().includes(name)) throw new ProblemError(proxyNeedsName(name));
      await setProxy(name, choice);
    },
    report: (name) => configReport(readConfig(paths), name),
    notes: (name) => configNotes(readConfig(paths), name),
    async reportAsking(name, asker) {
      const { value, notRun } = await readAsking(
        name,
        (execs) => {
          const config = { ...readConfig(paths), execs };
          const { unanswered = [], unsupported } = resolve(config, name);
          return { value: { report: configReport(config, name), unsupported }, unanswered };
        },
        asker,
      );
      return { ...value, notRun };
    },
    async resolveAsking(name, asker) {
      const { value, notRun } = await readAsking(
        name,
        (execs) => {
          const server = resolveWith(name, execs);
          return { value: server, unanswered: server.unanswered ?? [] };
        },
        asker,
      );
      return { ...value, unanswered: notRun };
    },
    imports: createImports({
      list,
      save: (draft) => room.save(draft),
      arrange: (name, change) => room.arrange(name, change),
      ...(options.importFrom && { here: options.importFrom }),
    }),
    async nameKey(name, identityFile) {
      const done = await nameKey(paths, name, identityFile);
      tell();
      return done;
    },
    async save(draft, replaces) {
      const choice = parseProxyChoice(draft.proxy ?? '');
      if (choice === undefined) throw new ProblemError(badProxy(draft.proxy ?? ''));
      await saveServer(paths, draft, replaces);
      const { name } = draft;
      if (replaces === undefined) await rearrange((old) => arranging.forget(old, name));
      else if (replaces !== name) await rearrange((old) => arranging.rename(old, replaces, name));
      else tell();
      if (draft.proxy !== undefined) await setProxy(name, choice);
      const { vpn } = draft;
      if (vpn !== undefined && vpn !== arranging.vpnOf(arrangement.read(), name)) {
        await rearrange((old, names) => arranging.arrange(old, names, name, { vpn }));
      }
    },
    async remove(name) {
      const undo = randomUUID();
      // Its place in the list stays in the arrangement, which keeps vanished names for a while.
      removed.set(undo, await removeServer(paths, name));
      tell();
      return { undo };
    },
    async restore(undo) {
      const block = removed.get(undo);
      if (!block) throw new ProblemError(undoGone());
      await restoreServer(paths, block);
      removed.delete(undo);
      tell();
    },
    arrange: (name, change) =>
      rearrange((old, names) => arranging.arrange(old, names, name, change)),
    orderGroups: (groups) => rearrange((old) => arranging.orderGroups(old, groups)),
    renameGroup: (from, to) => rearrange((old) => arranging.renameGroup(old, from, to)),
    usedBefore: (name) => arranging.placeOf(arrangement.read(), name).usedBefore,
    async used(name) {
      if (arranging.placeOf(arrangement.read(), name).usedBefore) return;
      const listed = readConfig(paths).named.find((server) => server.name === name);
      // Servers of this run only are not remembered.
      if (listed && listed.label === null) await rearrange((old) => arranging.markUsed(old, name));
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
  return room;
}

/** What the connections room wants to know of the servers, and what it tells them. */
export function connectionNeeds(servers: Servers, log: Log) {
  return {
    resolve: (name: string, asker?: Asker) =>
      asker ? servers.resolveAsking(name, asker) : servers.resolve(name),
    usedBefore: (name: string) => servers.usedBefore(name),
    connected: (name: string) => {
      servers.used(name).catch((error: unknown) => {
        // The connection stands; only the list does not know that it was used.
        log.warn('a used server was not noted', { server: name, error: String(error) });
      });
    },
  };
}

function listOf(config: ReadConfig, arrangement: arranging.Arrangement): ServerList {
  const problems = [...config.problems];
  const servers: ListedServer[] = [];
  for (const { name, origin, label } of arranging.ordered(arrangement, config.named)) {
    const place = arranging.placeOf(arrangement, name);
    try {
      const { host, port, user, jumps } = resolve(config, name);
      const where = { host, port, user, jumps: jumps.map(hopWords) };
      servers.push({ name, origin, label, ...where, ...place });
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
        ...place,
      });
    }
  }
  return { servers, groupOrder: arrangement.groups, problems };
}

function hopWords(hop: ResolvedServer): string {
  return `${hop.user}@${hop.host}${hop.port === 22 ? '' : `:${hop.port}`}`;
}
