/**
 * Changes permission bits. SFTP's setstat follows symlinks, so each entry is looked at first and
 * links are left alone. What the server refuses is left and told at the end; the rest changes.
 */
import type { FileKind, Sftp } from '../connections/index';
import { type Problem, ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { explain } from './explain';
import { joinPath } from './paths';
import { type FileFacts, fileProblem } from './words';

export interface ModeChange {
  /** Bits to give, of `0o777`. */
  set: number;
  /** Bits to take, of `0o777`. */
  clear: number;
  recursive: boolean;
}

/** Requests on their way at a time. */
const requests = 16;
const runBits = 0o111;

interface Entry {
  path: string;
  kind: FileKind;
  mode: number;
}

/**
 * The bits after the change. Below a folder the right to run goes to folders and to files that
 * somebody may run already: else every data file became a program. Setuid and the like stay.
 */
export function changedMode(
  entry: { kind: FileKind; mode: number },
  change: { set: number; clear: number },
  isBelow: boolean,
): number {
  const keepsPlain = isBelow && entry.kind !== 'directory' && (entry.mode & runBits) === 0;
  const given = keepsPlain ? change.set & ~runBits : change.set;
  return (entry.mode | given) & ~change.clear;
}

class Changing {
  changed = 0;
  left = 0;
  first: Problem | undefined;

  constructor(
    private readonly sftp: Sftp,
    private readonly server: string,
    private readonly change: ModeChange,
    private readonly signal: AbortSignal,
  ) {}

  async top(path: string): Promise<void> {
    const { kind, mode } = await this.sftp.lstat(path).catch(async (error: unknown) => {
      throw await explain(this.sftp, error, { server: this.server, path, doing: 'change' });
    });
    const entry = { path, kind, mode };
    if (kind === 'symlink') this.#note({ what: 'is-a-link', server: this.server, path });
    else if (kind === 'directory' && this.change.recursive) await this.#tree(entry);
    else await this.#apply(entry, changedMode(entry, this.change, false));
  }

  /**
   * Rights are given on the way down and taken on the way up: a folder that is about to be closed
   * must be open while its content changes, and one that is closed must be opened first.
   */
  async #tree(top: Entry): Promise<void> {
    const levels: Entry[][] = [[top]];
    for (let level = levels[0]; level && level.length > 0; level = levels.at(-1)) {
      const below: Entry[] = [];
      await forEachParallel(level, 4, this.signal, async (folder) => {
        const open = folder.mode | this.change.set;
        if (open !== folder.mode && !(await this.#send(folder.path, open))) return;
        await this.#files(folder.path, below);
      });
      levels.push(below);
    }
    for (const level of levels.reverse()) {
      await forEachParallel(level, requests, this.signal, async (folder) => {
        const before = folder.mode | this.change.set;
        const after = before & ~this.change.clear;
        if (before === after || (await this.#send(folder.path, after))) this.changed += 1;
      });
    }
  }

  /** Changes the files of a folder and collects its folders. */
  async #files(folder: string, folders: Entry[]): Promise<void> {
    const entries = await this.sftp.list(folder).catch(async (error: unknown) => {
      await this.#fault(error, folder);
      return [];
    });
    await forEachParallel(entries, requests, this.signal, async (entry) => {
      const path = joinPath(folder, entry.name);
      if (!entry.nameIsValid) this.#note({ what: 'name-not-utf8', server: this.server, path });
      else if (entry.kind === 'directory')
        folders.push({ path, kind: entry.kind, mode: entry.mode });
      else if (entry.kind !== 'symlink')
        await this.#apply({ path, ...entry }, changedMode(entry, this.change, true));
    });
  }

  async #apply(entry: Entry, mode: number): Promise<void> {
    // One that is as it should be counts too: it has what was asked for.
    if (mode === entry.mode || (await this.#send(entry.path, mode))) this.changed += 1;
  }

  async #send(path: string, mode: number): Promise<boolean> {
    try {
      await this.sftp.setStat(path, { mode });
      return true;
    } catch (error) {
      if (problemOf(error)?.tag !== 'sftp/no-such-file') await this.#fault(error, path);
      return false;
    }
  }

  async #fault(error: unknown, path: string): Promise<void> {
    const about = { server: this.server, path, doing: 'change' } as const;
    const reason = await explain(this.sftp, error, about);
    const found = problemOf(reason);
    if (!found || found.tag === 'files/link-lost') throw reason;
    this.left += 1;
    this.first ??= found;
  }

  #note(facts: FileFacts): void {
    this.left += 1;
    this.first ??= fileProblem(facts);
  }
}

/** @throws ProblemError: the fault itself for a single one, else `files/not-all-changed`. */
export async function setMode(
  sftp: Sftp,
  server: string,
  paths: readonly string[],
  change: ModeChange,
  signal: AbortSignal,
): Promise<{ changed: number }> {
  const work = new Changing(sftp, server, change, signal);
  for (const path of paths) {
    throwIfCancelled(signal);
    await work.top(path);
  }
  const { first, left, changed } = work;
  if (!first) return { changed };
  if (left === 1 && changed === 0) throw new ProblemError(first);
  throw new ProblemError(fileProblem({ what: 'not-all-changed', server, changed, left, first }));
}
