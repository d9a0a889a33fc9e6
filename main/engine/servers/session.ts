/**
 * Servers of this run of the app: a room or another program that has servers only while Labmate
 * runs writes an ssh config into `<data>/session-servers/`, and they stand in the list of every
 * worker and of the command line. Read before the person's own config, gone with the app.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigNode, type LoadedConfig, type LoadOptions, loadConfig } from './config/load';

export interface SessionConfig extends LoadedConfig {
  /** The word that a file gives its servers, by the file's path. */
  labels: ReadonlyMap<string, string>;
}

/** A comment, so that ssh reads the file too. */
const labelLine = /^# Labmate-Label: (\S[^\p{Cc}]{0,29})$/mu;
/** More files than any run writes. */
const maxFiles = 100;

export function readSessionServers(
  folder: string,
  options: Pick<LoadOptions, 'folder' | 'home'>,
): SessionConfig {
  const nodes: ConfigNode[] = [];
  const problems: LoadedConfig['problems'] = [];
  const sources = [folder];
  const labels = new Map<string, string>();
  for (const path of configsIn(folder)) {
    const loaded = loadConfig(path, { ...options, checkPermissions: true });
    nodes.push({ kind: 'include', files: [loaded.nodes], paths: [path], place: noPlace });
    problems.push(...loaded.problems);
    sources.push(...loaded.sources);
    const label = labelIn(path);
    if (label !== undefined) labels.set(path, label);
  }
  return { nodes, problems, sources, labels };
}

const noPlace = { file: '', line: 0 };

function configsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.conf'));
    return names
      .sort()
      .slice(0, maxFiles)
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function labelIn(path: string): string | undefined {
  try {
    // A pipe would block for ever.
    if (!statSync(path).isFile()) return undefined;
    return labelLine.exec(readFileSync(path, 'utf8'))?.[1]?.trimEnd();
  } catch {
    // It went away meanwhile, or cannot be read, which loading it has told.
    return undefined;
  }
}
