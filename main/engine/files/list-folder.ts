/** Lists a folder with what its symlinks lead to, and the free space under it. */
import type { FileEntry } from '../../../preload/contract/files';
import type { DirectoryEntry, Sftp } from '../connections/index';
import { problemOf } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { explain } from './explain';
import { joinPath } from './paths';

export interface Listing {
  path: string;
  entries: FileEntry[];
  freeBytes: number | null;
  freeInodes: number | null;
}

/** Symlinks looked at in parallel. */
const lookups = 32;

/** @throws ProblemError of `files/…` when the folder cannot be listed. */
export async function listFolder(
  sftp: Sftp,
  server: string,
  asked: string,
  signal: AbortSignal,
): Promise<Listing> {
  try {
    const path = await sftp.realPath(asked);
    const [found, space] = await Promise.all([
      sftp.list(path),
      // Servers without the extension answer null; one that fails here can still list.
      sftp.space(path).catch(() => null),
    ]);
    const entries = found.map(plainEntry);
    const links = entries.filter(({ kind, nameIsValid }) => kind === 'symlink' && nameIsValid);
    await forEachParallel(links, lookups, signal, (entry) => followLink(sftp, path, entry));
    return {
      path,
      entries: inOrder(entries),
      freeBytes: space?.freeBytes ?? null,
      freeInodes: space && space.totalInodes > 0 ? space.freeInodes : null,
    };
  } catch (error) {
    throw await explain(sftp, error, { server, path: asked, doing: 'list' });
  }
}

function plainEntry(found: DirectoryEntry): FileEntry {
  const { name, kind, sizeBytes, mode, modifiedSeconds, nameIsValid } = found;
  return { name, kind, sizeBytes, mode, modifiedSeconds, nameIsValid };
}

async function followLink(sftp: Sftp, folder: string, entry: FileEntry): Promise<void> {
  const path = joinPath(folder, entry.name);
  const [target, there] = await Promise.all([
    sftp.readLink(path).catch(absent),
    sftp.stat(path).catch(absent),
  ]);
  if (target !== undefined) entry.target = target;
  entry.targetIsDirectory = there?.kind === 'directory';
}

/** A symlink that vanished or leads nowhere is shown as just that; a lost link is no such case. */
function absent(error: unknown): undefined {
  if (problemOf(error)?.tag === 'sftp/lost') throw error;
  return undefined;
}

/**
 * Folders first, names as people count (`run2` before `run10`). Keys are made once for each name: a
 * collator asked at every comparison takes seconds for 100,000 names.
 */
function inOrder(entries: readonly FileEntry[]): FileEntry[] {
  return entries
    .map((entry) => ({ entry, key: sortKey(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
}

function sortKey(entry: FileEntry): string {
  const isFolder = entry.kind === 'directory' || entry.targetIsDirectory === true;
  const folded = entry.name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const counted = folded.replace(/\d+/g, (digits) => digits.padStart(16, '0'));
  return `${isFolder ? 0 : 1}${counted}\0${entry.name}`;
}
