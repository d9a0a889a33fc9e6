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
    const entries = new Array<FileEntry>(found.length);
    await forEachParallel(found.entries(), lookups, signal, async ([index, entry]) => {
      entries[index] = await describe(sftp, path, entry);
    });
    entries.sort(foldersFirst);
    return {
      path,
      entries,
      freeBytes: space?.freeBytes ?? null,
      freeInodes: space && space.totalInodes > 0 ? space.freeInodes : null,
    };
  } catch (error) {
    throw await explain(sftp, error, { server, path: asked, doing: 'list' });
  }
}

async function describe(sftp: Sftp, folder: string, found: DirectoryEntry): Promise<FileEntry> {
  const { name, kind, sizeBytes, mode, modifiedSeconds, nameIsValid } = found;
  const entry: FileEntry = { name, kind, sizeBytes, mode, modifiedSeconds, nameIsValid };
  if (kind !== 'symlink' || !nameIsValid) return entry;
  const path = joinPath(folder, name);
  const [target, there] = await Promise.all([
    sftp.readLink(path).catch(absent),
    sftp.stat(path).catch(absent),
  ]);
  if (target !== undefined) entry.target = target;
  entry.targetIsDirectory = there?.kind === 'directory';
  return entry;
}

/** A symlink that vanished or leads nowhere is shown as just that; a lost link is no such case. */
function absent(error: unknown): undefined {
  if (problemOf(error)?.tag === 'sftp/lost') throw error;
  return undefined;
}

const collator = new Intl.Collator('en', { numeric: true });

function foldersFirst(a: FileEntry, b: FileEntry): number {
  const folder = (entry: FileEntry) =>
    entry.kind === 'directory' || entry.targetIsDirectory === true;
  if (folder(a) !== folder(b)) return folder(a) ? -1 : 1;
  return collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}
