/** The ssh config as it stands on disk now, and the servers that it names. */
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isLiteral } from '../kit/host-patterns';
import type { Problem } from '../kit/outcome';
import type { Surroundings } from './config/expand';
import { type ConfigNode, type LoadedConfig, loadConfig } from './config/load';
import { parseName } from './config/names';
import type { ConfigTrees } from './resolve';
import { readSessionServers, type SessionConfig } from './session';
import { configFault, type Place } from './words';

/** The file that holds the servers saved by Labmate, inside the ssh folder. */
export const savedFileName = 'labmate_config';

export interface ConfigPaths {
  /** The ssh folder. */
  folder: string;
  config: string;
  saved: string;
  /** Configs of servers that exist only while the app runs (session.ts); null for none. */
  session: string | null;
  /** The system-wide config, or null for none. */
  system: string | null;
  home: string;
}

export interface NamedServer {
  name: string;
  origin: 'saved' | 'config';
  /** A word that stands beside its name (session.ts), or null. */
  label: string | null;
  /** Where its Host line is. */
  place: Place;
}

export interface ReadConfig extends ConfigTrees {
  /** Servers in config order, each name once. */
  named: NamedServer[];
  problems: Problem[];
  /** Files and folders to watch. */
  sources: string[];
  /** The user's own tree, without the system's. */
  user: readonly ConfigNode[];
}

export function configPaths(
  folder: string,
  home: string,
  system?: string | null,
  session: string | null = null,
): ConfigPaths {
  return {
    folder,
    config: join(folder, 'config'),
    saved: join(folder, savedFileName),
    session,
    system: system === undefined ? systemConfig() : system,
    home,
  };
}

function systemConfig(): string {
  if (process.platform !== 'win32') return '/etc/ssh/ssh_config';
  return join(process.env['PROGRAMDATA'] ?? 'C:\\ProgramData', 'ssh', 'ssh_config');
}

/** Reads everything anew: these files are small, and others change them. */
export function readConfig(paths: ConfigPaths): ReadConfig {
  const user = loadConfig(paths.config, {
    folder: paths.folder,
    home: paths.home,
    checkPermissions: true,
  });
  const systemFolder = paths.system === null ? '/etc/ssh' : dirname(paths.system);
  const system: LoadedConfig =
    paths.system === null
      ? { nodes: [], problems: [], sources: [] }
      : loadConfig(paths.system, {
          folder: systemFolder,
          home: paths.home,
          checkPermissions: false,
        });
  const session: SessionConfig =
    paths.session === null
      ? { nodes: [], problems: [], sources: [], labels: new Map() }
      : readSessionServers(paths.session, { folder: paths.folder, home: paths.home });
  const { labels } = session;
  const all = [...session.nodes, ...user.nodes];
  const { named, problems } = namedServers(all, paths.saved, labels);
  return {
    trees: [session.nodes, user.nodes, system.nodes],
    around: surroundings(paths),
    systemFolder,
    named,
    problems: [...session.problems, ...user.problems, ...problems, ...system.problems],
    sources: [...session.sources, ...user.sources, ...system.sources],
    user: user.nodes,
  };
}

function surroundings(paths: ConfigPaths): Surroundings {
  const { username, uid } = whoWeAre();
  return {
    home: paths.home,
    sshFolder: paths.folder,
    localUser: username,
    localHost: hostname(),
    uid,
    env: process.env,
  };
}

/** In containers the user id may have no name. */
function whoWeAre(): { username: string; uid: number } {
  try {
    return userInfo();
  } catch {
    return { username: process.env['USER'] ?? 'nobody', uid: process.getuid?.() ?? -1 };
  }
}

/** Host patterns without wildcards, in the order of the config, includes in their place. */
function namedServers(
  nodes: readonly ConfigNode[],
  saved: string,
  labels: ReadonlyMap<string, string>,
): { named: NamedServer[]; problems: Problem[] } {
  const named = new Map<string, NamedServer>();
  const problems: Problem[] = [];
  const walk = (level: readonly ConfigNode[]): void => {
    for (const node of level) {
      if (node.kind === 'include') for (const file of node.files) walk(file);
      if (node.kind !== 'host') continue;
      for (const name of node.patterns.filter(isLiteral)) {
        if (!parseName(name)) problems.push(configFault({ kind: 'name', name }, node.place));
        else if (!named.has(name)) {
          const origin = node.place.file === saved ? 'saved' : 'config';
          const label = labels.get(node.place.file) ?? null;
          named.set(name, { name, origin, label, place: node.place });
        }
      }
    }
  };
  walk(nodes);
  return { named: [...named.values()], problems };
}
