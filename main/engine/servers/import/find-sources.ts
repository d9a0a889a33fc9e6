/** Where other programs keep their sessions on this computer, and how they are read from there. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { WindowsPlaces } from './mobaxterm';
import { type FoundSessions, readSource } from './read-source';

/** A settings file of these programs has some hundred kilobytes; more is something else. */
export const maxSourceBytes = 16 * 1024 * 1024;

/** What of this computer decides where to look. */
export interface Here {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Sessions of one program in one place. */
export interface RawSource extends FoundSessions {
  where: string;
}

export function windowsPlaces({ home, env }: Here): WindowsPlaces {
  return { home, drive: env['SystemDrive'] ?? 'C:' };
}

/** @throws Error when the file cannot be read, or is too big to be one. */
export async function readSourceFile(path: string, here: Here): Promise<RawSource[]> {
  const found = await stat(path);
  // A pipe would wait for a writer.
  if (!found.isFile()) throw new Error('It is not an ordinary file.');
  if (found.size > maxSourceBytes) throw new Error('It is larger than 16 MiB.');
  const sources = readSource(await readFile(path), basename(path), windowsPlaces(here));
  return sources.map((each) => ({ ...each, where: path }));
}

/** All that is found in the usual places. What is not there, or cannot be read, is passed over. */
export async function findSources(here: Here): Promise<RawSource[]> {
  const sources: RawSource[] = [];
  if (here.platform === 'win32') sources.push(...(await fromRegistry(here)));
  for (const folder of puttyFolders(here)) sources.push(...(await fromFolder(folder, here)));
  for (const file of settingsFiles(here)) {
    sources.push(...((await orNothing(readSourceFile(file, here))) ?? []));
  }
  return sources.filter(({ sessions }) => sessions.length > 0);
}

/** PuTTY on Unix: one file for each session. Newer versions follow the XDG folders. */
function puttyFolders({ platform, home, env }: Here): string[] {
  if (platform === 'win32') return [];
  const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
  return [join(config, 'putty', 'sessions'), join(home, '.putty', 'sessions')];
}

function settingsFiles({ platform, home, env }: Here): string[] {
  if (platform !== 'win32') return [];
  const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  return [
    join(roaming, 'WinSCP.ini'),
    join(roaming, 'MobaXterm', 'MobaXterm.ini'),
    join(home, 'Documents', 'MobaXterm', 'MobaXterm.ini'),
  ];
}

async function fromFolder(folder: string, here: Here): Promise<RawSource[]> {
  const names = (await orNothing(readdir(folder))) ?? [];
  const sessions: RawSource['sessions'] = [];
  for (const name of names.sort().slice(0, 2000)) {
    if (name === 'Default%20Settings') continue;
    const found = (await orNothing(readSourceFile(join(folder, name), here))) ?? [];
    sessions.push(...found.flatMap((source) => source.sessions));
  }
  return [{ program: 'PuTTY', where: folder, sessions }];
}

const registryKeys = [
  'HKCU\\Software\\SimonTatham\\PuTTY\\Sessions',
  'HKCU\\Software\\9bis.com\\KiTTY\\Sessions',
  'HKCU\\Software\\Martin Prikryl\\WinSCP 2\\Sessions',
];

/** Windows' own program writes the keys to a file (UTF-16), which says more than its console. */
async function fromRegistry(here: Here): Promise<RawSource[]> {
  const program = join(here.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const folder = await mkdtemp(join(tmpdir(), 'labmate-import-'));
  try {
    const sources: RawSource[] = [];
    for (const [at, key] of registryKeys.entries()) {
      const file = join(folder, `${at}.reg`);
      const options = { timeout: 10_000, windowsHide: true };
      const done = await orNothing(
        promisify(execFile)(program, ['export', key, file, '/y'], options),
      );
      // No such key: the program was never used here.
      if (!done) continue;
      const found = (await orNothing(readSourceFile(file, here))) ?? [];
      sources.push(...found.map((each) => ({ ...each, where: 'the Windows registry' })));
    }
    return sources;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    // Looking in the usual places: what is not there is no failure.
    return undefined;
  }
}
