/**
 * Plans a transfer before a byte moves: walks the source, looks at what the destination has, counts
 * what is to be sent, and keeps apart what cannot be (odd names, sockets, things in the way).
 * Symlinks are entries, never followed.
 */
import { ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import type { Roots } from './plan-roots';
import type { Tally } from './tally';
import { isStaleTemp } from './temp-name';
import { type Entry, isFatal, type Stat, type Tree } from './tree';
import { type TransferFacts, transferProblem } from './words';

/** A source and where it goes. */
export interface Root {
  from: string;
  to: string;
}

/** One thing to transfer. Its paths are the root's plus `path`, to keep a million of them small. */
export interface Item extends Stat {
  root: Root;
  /** Relative to the root with the platform-free `/`; empty for the root itself. */
  path: string;
  /** The folder that it goes into, if that is part of the transfer. */
  parent: FolderItem | undefined;
  /** What stands at its place already. */
  existing: Stat | undefined;
}

export interface FolderItem extends Item {
  /** True once it turned out that nothing can be put into it. */
  failed: boolean;
  /** What of the source's mode and time it gets in the end; a destination keeps its own mode. */
  attributes: 'mode and time' | 'time' | 'none';
}

export interface Plan {
  /** Parents before children, level by level. */
  levels: FolderItem[][];
  files: Item[];
  links: Item[];
  /** Files that are there already; those whose mode differs are in `modes` too. */
  modes: Item[];
  /** Temporary files that a dead process of this computer left in the destination. */
  stale: string[];
  /** Bytes and entries that the destination needs. */
  need: { bytes: number; entries: number };
}

/** A safeguard against a server that invents folders without end. */
const itemLimit = 5_000_000;
/** Folders looked at in parallel. */
const lists = 16;

export interface PlanContext {
  source: Tree;
  target: Tree;
  server: string;
  tally: Tally;
  signal: AbortSignal;
}

export const sourcePath = (tree: Tree, item: Item): string => below(tree, item.root.from, item);
export const targetPath = (tree: Tree, item: Item): string => below(tree, item.root.to, item);

function below(tree: Tree, root: string, item: Item): string {
  return item.path === '' ? root : tree.join(root, item.path);
}

/** How an item is called in lists: its root's name and the path below it. */
export function shownPath(tree: Tree, item: Item): string {
  const name = tree.nameOf(item.root.from);
  return item.path === '' ? name : `${name}/${item.path}`;
}

export async function makePlan(context: PlanContext, roots: Roots): Promise<Plan> {
  const planner = new Planner(context);
  for (const item of roots.items) {
    // The contents of a folder go into the destination, which was looked at already.
    if (item.kind === 'directory' && !('attributes' in item)) await planner.enter(item);
    else planner.take(item);
  }
  if (roots.makesDestination) planner.plan.need.entries += 1;
  await planner.walk();
  return planner.plan;
}

class Planner {
  readonly plan: Plan = {
    levels: [],
    files: [],
    links: [],
    modes: [],
    stale: [],
    need: { bytes: 0, entries: 0 },
  };
  readonly #context: PlanContext;
  readonly #skipped: string[] = [];
  #next: FolderItem[] = [];
  #items = 0;
  #largestReplaced = 0;

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /** Sorts one item into the plan. */
  take(item: Item): void {
    const { tally, source } = this.#context;
    this.#items += 1;
    if (this.#items > itemLimit) {
      throw new ProblemError(transferProblem({ what: 'too-many', limit: itemLimit }));
    }
    if (item.kind === 'other') {
      this.#skip(shownPath(source, item));
    } else if (item.kind === 'directory') {
      this.#takeFolder(item as FolderItem);
    } else if (item.existing?.kind === 'directory') {
      this.#fault(item, { what: 'folder-in-the-way', path: shownPath(source, item) });
    } else if (item.kind === 'symlink') {
      this.plan.links.push(item);
      if (!item.existing) this.plan.need.entries += 1;
    } else {
      tally.filesTotal += 1;
      tally.bytesTotal += item.sizeBytes;
      this.#takeFile(item);
    }
    tally.changed();
  }

  /** Looks into the folders, level by level, until there are no more. */
  async walk(): Promise<void> {
    const { signal } = this.#context;
    while (this.#next.length > 0) {
      const level = this.#next;
      this.#next = [];
      for (let at = 0; at < level.length; at += lists) {
        throwIfCancelled(signal);
        await Promise.all(level.slice(at, at + lists).map((folder) => this.#look(folder)));
      }
      this.plan.levels.push(level.filter((folder) => !folder.failed));
    }
    this.plan.need.bytes += this.#largestReplaced;
  }

  #takeFolder(folder: FolderItem): void {
    if (!folder.existing) this.plan.need.entries += 1;
    this.#next.push(folder);
  }

  #takeFile(item: Item): void {
    const { existing } = item;
    const { tally } = this.#context;
    if (
      existing?.kind === 'file' &&
      existing.sizeBytes === item.sizeBytes &&
      existing.modifiedSeconds === item.modifiedSeconds
    ) {
      tally.filesDone += 1;
      tally.filesSame += 1;
      tally.bytesDone += item.sizeBytes;
      const differs = (existing.mode ?? 0) % 0o1000 !== (item.mode ?? 0) % 0o1000;
      if (item.mode !== null && existing.mode !== null && differs) this.plan.modes.push(item);
      return;
    }
    this.plan.files.push(item);
    if (existing) {
      // The old content goes only when the new one is complete.
      const replaced = existing.kind === 'file' ? existing.sizeBytes : 0;
      this.plan.need.bytes += Math.max(0, item.sizeBytes - replaced);
      this.#largestReplaced = Math.max(this.#largestReplaced, Math.min(replaced, item.sizeBytes));
    } else {
      this.plan.need.bytes += item.sizeBytes;
      this.plan.need.entries += 1;
    }
  }

  async #look(folder: FolderItem): Promise<void> {
    const { source, target, signal } = this.#context;
    const to = targetPath(target, folder);
    if (target.pathTooLong(to)) return this.#refuse(folder, { what: 'path-too-long', path: to });
    try {
      const [entries, existing] = await Promise.all([
        source.list(sourcePath(source, folder)),
        folder.existing ? this.#existingIn(to) : undefined,
      ]);
      throwIfCancelled(signal);
      await this.#takeEntries(folder, entries, existing ?? new Map());
    } catch (error) {
      const found = problemOf(error);
      if (!found || isFatal(error)) throw error;
      folder.failed = true;
      this.#context.tally.fault(shownPath(source, folder), found);
    }
  }

  /** What the destination's folder holds by name; nothing known where it may not be listed. */
  async #existingIn(folder: string): Promise<Map<string, Entry>> {
    const { target } = this.#context;
    const found = new Map<string, Entry>();
    try {
      for (const entry of await target.list(folder)) {
        if (!entry.nameIsValid) continue;
        if (entry.kind === 'file' && isStaleTemp(entry.name)) {
          this.plan.stale.push(target.join(folder, entry.name));
        }
        found.set(target.collisionKey(entry.name), entry);
      }
    } catch (error) {
      if (isFatal(error)) throw error;
    }
    return found;
  }

  async #takeEntries(
    folder: FolderItem,
    entries: readonly Entry[],
    existing: ReadonlyMap<string, Entry>,
  ): Promise<void> {
    const { source, target } = this.#context;
    const taken = new Set<string>();
    for (const entry of entries) {
      const { name, nameIsValid, kind, sizeBytes, mode, modifiedSeconds } = entry;
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      const item: Item = {
        ...{ root: folder.root, path, parent: folder },
        ...{ kind, sizeBytes, mode, modifiedSeconds, existing: undefined },
      };
      const reason = nameIsValid
        ? (source.refusedName(name) ?? target.refusedName(name))
        : 'Its bytes are not valid UTF-8, or hold a slash.';
      const key = target.collisionKey(name);
      if (reason) this.#fault(item, { what: 'name-refused', path, reason });
      else if (taken.has(key)) this.#fault(item, { what: 'same-name', path });
      else {
        taken.add(key);
        item.existing = existing.get(key);
        if (kind !== 'directory') this.take(item);
        else await this.enter(item);
      }
    }
  }

  /** Takes a folder, unless something other than a folder stands in its place. */
  async enter(item: Item): Promise<void> {
    const { target, source } = this.#context;
    const folder: FolderItem = { ...item, failed: false, attributes: 'mode and time' };
    if (item.existing?.kind === 'symlink' && target.place === 'server') {
      // On their own server people keep big data behind links (`data -> /scratch/data`).
      const behind = await target.stat(targetPath(target, item));
      if (behind?.kind === 'directory') {
        this.take({ ...folder, existing: behind, attributes: 'none' } as FolderItem);
        return;
      }
    }
    const path = shownPath(source, item);
    if (item.existing?.kind === 'symlink') this.#fault(item, { what: 'link-in-the-way', path });
    else if (item.existing && item.existing.kind !== 'directory') {
      this.#fault(item, { what: 'file-in-the-way', path });
    } else this.take(folder);
  }

  #fault(item: Item, facts: TransferFacts): void {
    this.#context.tally.fault(shownPath(this.#context.source, item), transferProblem(facts));
  }

  #refuse(folder: FolderItem, facts: TransferFacts): void {
    folder.failed = true;
    this.#fault(folder, facts);
  }

  #skip(path: string): void {
    const { tally } = this.#context;
    this.#skipped.push(path);
    const n = this.#skipped.length;
    const names = this.#skipped.slice(0, 3).join(', ');
    tally.note(
      'special',
      `${n} ${n === 1 ? 'socket, pipe or device was' : 'sockets, pipes and devices were'} skipped: ${names}${n > 3 ? ', …' : ''}`,
    );
  }
}

/** A problem as what is thrown. */
export const refusal = (facts: TransferFacts): ProblemError =>
  new ProblemError(transferProblem(facts));
