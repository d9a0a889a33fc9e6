/** `labmate ls`: a folder of a server. */
import type { FileEntry } from '../../../preload/contract/files';
import { joinPath, type Listing, lastName, parentPath } from '../../engine/files';
import { problemOf } from '../../engine/kit/outcome';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { table } from '../output';
import { parseRemote, type RemotePlace } from '../place';

export const ls: Command = {
  name: 'ls',
  usage: '[options] <server>:<path>',
  summary: 'list a folder of a server',
  description: `
Lists the entries of a folder, or one file. An empty path is the home folder. On a terminal
control characters in names are shown as escapes; into a pipe they go as they are.`,
  options: [
    { name: 'long', short: 'l', help: 'permissions, size and time before each name' },
    { name: 'all', short: 'a', help: 'names that begin with a dot, too' },
  ],
  async run(context, { switches, words }) {
    if (words.length !== 1) throw new UsageError('ls takes one <server>:<path>.');
    const place = parseRemote(words[0] ?? '');
    const { listing, single } = await find(context, place);
    const entries = listing.entries.filter(
      ({ name }) => single || switches.has('all') || context.output.json || !name.startsWith('.'),
    );
    for (const entry of entries) await context.output.object(entryObject(listing.path, entry));
    const lines = switches.has('long')
      ? table(entries.map(longRow), [1])
      : entries.map((entry) => entry.name + suffix(entry, context.output.terminal));
    for (const line of lines) await context.output.line(line);
    return exitCodes.ok;
  },
};

/** The folder's listing; for a file, its folder's with that one entry. */
async function find(
  { engine, signal }: CommandContext,
  { server, path }: RemotePlace,
): Promise<{ listing: Listing; single: boolean }> {
  const { files } = engine();
  try {
    return { listing: await files.list(server, path, signal), single: false };
  } catch (error) {
    if (problemOf(error)?.tag !== 'files/not-a-folder') throw error;
    const parent = path.includes('/') ? parentPath(path) : '~';
    const listing = await files.list(server, parent, signal);
    const entries = listing.entries.filter(({ name }) => name === lastName(path));
    if (entries.length === 0) throw error;
    return { listing: { ...listing, entries }, single: true };
  }
}

function entryObject(folder: string, entry: FileEntry): Record<string, unknown> {
  const { name, kind, sizeBytes, mode, modifiedSeconds, nameIsValid } = entry;
  const { target, targetIsDirectory } = entry;
  return {
    name,
    path: joinPath(folder, name),
    kind,
    sizeBytes,
    mode: octal(mode),
    modifiedSeconds,
    nameIsValid,
    ...(target !== undefined && { target, targetIsDirectory }),
  };
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function suffix({ kind, targetIsDirectory }: FileEntry, terminal: boolean): string {
  return terminal && (kind === 'directory' || targetIsDirectory) ? '/' : '';
}

const letters = { file: '-', directory: 'd', symlink: 'l', other: '?' };

function longRow(entry: FileEntry): string[] {
  const time = new Date(entry.modifiedSeconds * 1000);
  const target = entry.target === undefined ? '' : ` -> ${entry.target}`;
  return [
    letters[entry.kind] + permissions(entry.mode),
    String(entry.sizeBytes),
    time.toISOString().replace('T', ' ').slice(0, 19),
    entry.name + (entry.nameIsValid ? '' : '  (the name is not valid UTF-8)') + target,
  ];
}

/** `rwxr-x---` with the special bits where `ls` shows them. */
function permissions(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, at) => (mode & (0o400 >> at) ? letter : '-'));
  const special: [number, number, string][] = [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ];
  for (const [bit, at, letter] of special) {
    if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  }
  return bits.join('');
}
