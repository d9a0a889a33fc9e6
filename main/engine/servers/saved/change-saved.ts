/** Changes the file of saved servers under a lock, and makes sure that `config` includes it. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../../kit/atomic-write';
import { LockTimeout, withFileLock } from '../../kit/file-lock';
import { ProblemError } from '../../kit/outcome';
import { type ConfigNode, loadConfig } from '../config/load';
import { type ConfigPaths, savedFileName } from '../read-servers';
import { cannotWrite, locked } from '../words';

/**
 * Reads the file anew under the lock, lets `change` make the new text (latin1, see edit-blocks) and
 * writes it, then includes the file in `config` if it is not yet. `change` may throw a problem.
 * @throws ProblemError `servers/cannot-write`, `servers/locked`, and what `change` throws
 */
export async function changeSaved(
  paths: ConfigPaths,
  change: (text: string) => string,
): Promise<void> {
  try {
    await makeFolder(paths.folder);
    await withFileLock(paths.saved, async () => {
      const before = await readOrEmpty(paths.saved);
      const after = change(before.toString('latin1'));
      if (after !== before.toString('latin1')) {
        await writeAtomically(paths.saved, Buffer.from(after, 'latin1'));
      }
      await includeSaved(paths);
    });
  } catch (error) {
    throw explained(error, paths);
  }
}

function explained(error: unknown, paths: ConfigPaths): unknown {
  if (error instanceof LockTimeout) return new ProblemError(locked(error.path), { cause: error });
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (error instanceof ProblemError || code === undefined) return error;
  return new ProblemError(cannotWrite(path ?? dirname(paths.saved), message), { cause: error });
}

/** Not `recursive`: on some file systems (procfs) Node then tries for ever. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Puts the Include line at the top of `config`, once; every other byte stays. */
async function includeSaved(paths: ConfigPaths): Promise<void> {
  const { nodes } = loadConfig(paths.config, {
    folder: paths.folder,
    home: paths.home,
    checkPermissions: false,
  });
  if (includesSaved(nodes, paths.saved)) return;
  const old = await readOrEmpty(paths.config);
  const mark = old.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  const end = firstLineEnd(old);
  const line = Buffer.from(`Include ${savedFileName}${end}${old.length > mark ? end : ''}`);
  await writeAtomically(
    paths.config,
    Buffer.concat([old.subarray(0, mark), line, old.subarray(mark)]),
  );
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function firstLineEnd(text: Buffer): string {
  const at = text.indexOf(10);
  return at > 0 && text[at - 1] === 13 ? '\r\n' : '\n';
}

/** Whether the file is included before any block, so that it holds for every host. */
function includesSaved(nodes: readonly ConfigNode[], saved: string): boolean {
  for (const node of nodes) {
    if (node.kind === 'host' || node.kind === 'match') return false;
    if (node.kind === 'include' && node.paths.includes(saved)) return true;
  }
  return false;
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
