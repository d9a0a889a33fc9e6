/** Counts what a removal would take. Symlinks count as files and are never followed. */
import type { Sftp } from '../connections/index';
import { problemOf, throwIfCancelled } from '../kit/outcome';
import { explain } from './explain';
import { joinPath } from './paths';

export interface TreeCount {
  files: number;
  folders: number;
  bytes: number;
  /** True when counting stopped at the limit. */
  more: boolean;
}

/** Counting stops here: "more than 200,000 files" is all that a person needs to hesitate. */
export const countLimit = 200_000;
/** Folders listed in parallel. */
const lists = 16;

export async function countTree(
  sftp: Sftp,
  server: string,
  paths: readonly string[],
  signal: AbortSignal,
  limit = countLimit,
): Promise<TreeCount> {
  const total: TreeCount = { files: 0, folders: 0, bytes: 0, more: false };
  const folders: string[] = [];
  for (const path of paths) {
    throwIfCancelled(signal);
    try {
      const top = await sftp.lstat(path);
      add(total, folders, path, top);
    } catch (error) {
      throw await explain(sftp, error, { server, path, doing: 'read' });
    }
  }
  while (folders.length > 0 && !total.more) {
    throwIfCancelled(signal);
    await Promise.all(
      folders.splice(0, lists).map(async (folder) => {
        for (const entry of await listQuietly(sftp, server, folder)) {
          if (total.files + total.folders >= limit) {
            total.more = true;
            return;
          }
          add(total, entry.nameIsValid ? folders : [], joinPath(folder, entry.name), entry);
        }
      }),
    );
  }
  return total;
}

/** A folder that may not be read counts as empty here; the removal will say so. */
async function listQuietly(sftp: Sftp, server: string, folder: string) {
  try {
    return await sftp.list(folder);
  } catch (error) {
    const reason = await explain(sftp, error, { server, path: folder, doing: 'list' });
    const tag = problemOf(reason)?.tag;
    if (tag === 'files/permission-denied' || tag === 'files/no-such') return [];
    throw reason;
  }
}

function add(
  total: TreeCount,
  folders: string[],
  path: string,
  stat: { kind: string; sizeBytes: number },
): void {
  if (stat.kind === 'directory') {
    total.folders += 1;
    folders.push(path);
  } else {
    total.files += 1;
    if (stat.kind === 'file') total.bytes += stat.sizeBytes;
  }
}
