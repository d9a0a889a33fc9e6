/**
 * Removes files and whole folders. Symlinks are removed, never followed. What cannot be removed is
 * left and told at the end, as `rm -r` does; the rest goes.
 */
import type { Sftp } from '../connections/index';
import { type Problem, ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { explain } from './explain';
import { joinPath, lastName, parentPath, refuseUnnamed } from './paths';
import { type Doing, fileProblem } from './words';

/** Requests on their way at a time. */
const requests = 16;

class Removal {
  removed = 0;
  left = 0;
  first: Problem | undefined;
  readonly #sftp: Sftp;
  readonly #server: string;
  readonly #signal: AbortSignal;

  constructor(sftp: Sftp, server: string, signal: AbortSignal) {
    this.#sftp = sftp;
    this.#server = server;
    this.#signal = signal;
  }

  /** Removes a folder: files while walking down, then the folders, deepest first. */
  async tree(top: string): Promise<void> {
    const levels: string[][] = [[top]];
    for (let level = levels[0]; level && level.length > 0; level = levels.at(-1)) {
      const below: string[] = [];
      await forEachParallel(level, 4, this.#signal, async (folder) => {
        await this.#emptyOfFiles(folder, below);
      });
      levels.push(below);
    }
    for (const level of levels.reverse()) {
      await forEachParallel(level, requests, this.#signal, (folder) =>
        this.#attempt(folder, 'remove', () => this.#sftp.removeDirectory(folder)),
      );
    }
  }

  async file(path: string): Promise<void> {
    await this.#attempt(path, 'remove', () => this.#sftp.unlink(path));
  }

  async #emptyOfFiles(folder: string, folders: string[]): Promise<void> {
    const entries = await this.#sftp.list(folder).catch(async (error: unknown) => {
      await this.#fault(error, folder, 'list');
      return [];
    });
    await forEachParallel(entries, requests, this.#signal, async (entry) => {
      const path = joinPath(folder, entry.name);
      if (!entry.nameIsValid) {
        this.#note(fileProblem({ what: 'name-not-utf8', server: this.#server, path }));
      } else if (entry.kind === 'directory') folders.push(path);
      else await this.file(path);
    });
  }

  async #attempt(path: string, doing: Doing, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.removed += 1;
    } catch (error) {
      if (problemOf(error)?.tag === 'sftp/no-such-file') return; // somebody else was faster
      await this.#fault(error, path, doing);
    }
  }

  async #fault(error: unknown, path: string, doing: Doing): Promise<void> {
    const reason = await explain(this.#sftp, error, { server: this.#server, path, doing });
    const found = problemOf(reason);
    if (!found || found.tag === 'files/link-lost') throw reason;
    // A folder that is left because of what is left in it is no fault of its own.
    if (found.tag === 'files/not-empty' && this.first) return;
    this.#note(found);
  }

  /** The first fault is the cause to tell. */
  #note(found: Problem): void {
    this.left += 1;
    this.first ??= found;
  }
}

/**
 * The path with its folder's symlinks, `.` and `..` resolved: `/home/./asha` is the home folder too.
 * The last part stays, because a symlink is removed and not followed.
 */
async function parentResolved(sftp: Sftp, path: string): Promise<string> {
  if (path === '/') return path;
  try {
    return joinPath(await sftp.realPath(parentPath(path)), lastName(path));
  } catch (error) {
    // Without its folder it is not there; looking at it will say so.
    if (problemOf(error)?.tag !== 'sftp/no-such-file') throw error;
    return path;
  }
}

/** @throws ProblemError: the fault itself for a single one, else `files/not-all-removed`. */
export async function removeTrees(
  sftp: Sftp,
  server: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const home = await sftp.realPath('.');
  for (const path of paths) {
    const real = await parentResolved(sftp, path);
    if (real === '/' || real === home || home.startsWith(`${real}/`)) {
      throw new ProblemError(fileProblem({ what: 'protected', server, path }));
    }
    refuseUnnamed(path);
  }
  const removal = new Removal(sftp, server, signal);
  for (const path of paths) {
    throwIfCancelled(signal);
    try {
      const top = await sftp.lstat(path);
      await (top.kind === 'directory' ? removal.tree(path) : removal.file(path));
    } catch (error) {
      throw await explain(sftp, error, { server, path, doing: 'remove' });
    }
  }
  const { first, left, removed } = removal;
  if (!first) return;
  if (left === 1 && removed === 0) throw new ProblemError(first);
  throw new ProblemError(fileProblem({ what: 'not-all-removed', server, removed, left, first }));
}
