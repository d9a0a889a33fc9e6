/**
 * Where each source goes, by rsync's rule: `dir` makes `<destination>/dir`, `dir/` puts its contents
 * into the destination, and a single file may be given a new name by a destination that is no
 * folder.
 */
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { type FolderItem, type Item, type PlanContext, type Root, refusal } from './plan';
import { isFatal, type Stat, type Tree } from './tree';
import { transferProblem } from './words';

export interface Roots {
  items: Item[];
  /** The destination in full. */
  destination: string;
  /** An existing folder whose disk is measured. */
  measured: string;
  /** True when the destination has to be made first. */
  makesDestination: boolean;
}

/** What a transfer was asked to do. */
export interface Request {
  sources: readonly string[];
  destination: string;
  /** The command line's rule: trailing slashes count, and a single file may be renamed. */
  rsyncPaths: boolean;
}

interface Found {
  given: string;
  path: string;
  stat: Stat;
  contents: boolean;
}

/** @throws ProblemError when the destination cannot take anything, or no source exists. */
export async function findRoots(context: PlanContext, request: Request): Promise<Roots> {
  const found: Found[] = [];
  const missing: { path: string; problem: Problem }[] = [];
  for (const given of request.sources) {
    const result = await findSource(context, given, request.rsyncPaths);
    if ('problem' in result) missing.push({ path: given, problem: result.problem });
    else found.push(result);
  }
  const first = missing[0];
  if (found.length === 0 && first) throw new ProblemError(first.problem);
  for (const { path, problem } of missing) context.tally.fault(path, problem);
  return placeRoots(context, request, found);
}

/** On Windows both kinds of slash separate, elsewhere a backslash is part of the name. */
function endsInSlash(tree: Tree, path: string): boolean {
  const backslash = tree.place === 'local' && process.platform === 'win32' && path.endsWith('\\');
  return path === '' || path.endsWith('/') || backslash;
}

async function findSource(
  { source, server }: PlanContext,
  given: string,
  rsyncPaths: boolean,
): Promise<Found | { problem: Problem }> {
  try {
    const path = await source.resolve(given);
    const slash = rsyncPaths && (endsInSlash(source, given) || /(?:^|\/)\.{1,2}$/.test(given));
    const stat = slash ? await source.stat(path) : await source.lstat(path);
    if (stat) return { given, path, stat, contents: slash && stat.kind === 'directory' };
    return {
      problem: transferProblem({
        what: 'no-such-source',
        path: given,
        place: source.place,
        server,
      }),
    };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || isFatal(error)) throw error;
    return { problem };
  }
}

async function placeRoots(
  context: PlanContext,
  request: Request,
  found: readonly Found[],
): Promise<Roots> {
  const { target, server } = context;
  const destination = await target.resolve(request.destination);
  const there = await target.stat(destination);
  const only = found.length === 1 && request.sources.length === 1 ? found[0] : undefined;
  const named =
    only &&
    request.rsyncPaths &&
    only.stat.kind !== 'directory' &&
    !endsInSlash(target, request.destination);
  if (there && there.kind !== 'directory' && !(named && there.kind === 'file')) {
    throw refusal({ what: 'not-a-folder', path: destination });
  }
  const parent = target.parentOf(destination);
  if (!there && (await target.stat(parent))?.kind !== 'directory') {
    throw refusal({ what: 'no-such-destination', path: parent, place: target.place, server });
  }
  if (only && named && there?.kind !== 'directory') {
    const existing = await target.lstat(destination);
    const item = itemOf(only, { from: only.path, to: destination }, existing);
    return { items: [item], destination, measured: parent, makesDestination: false };
  }
  const items = await itemsIn(context, destination, found, there);
  const [fault] = context.tally.faults;
  if (items.length === 0 && fault) throw new ProblemError(fault.problem);
  const measured = there ? destination : parent;
  return { items, destination, measured, makesDestination: !there };
}

async function itemsIn(
  context: PlanContext,
  destination: string,
  found: readonly Found[],
  there: Stat | undefined,
): Promise<Item[]> {
  const { source, target, tally } = context;
  const items: Item[] = [];
  const taken = new Set<string>();
  for (const one of found) {
    if (one.contents) {
      items.push(contentsOf(one, destination, there));
      continue;
    }
    const name = source.nameOf(one.path);
    const reason = source.refusedName(name) ?? target.refusedName(name);
    const key = target.collisionKey(name);
    if (reason)
      tally.fault(one.given, transferProblem({ what: 'name-refused', path: name, reason }));
    else if (taken.has(key))
      tally.fault(one.given, transferProblem({ what: 'same-name', path: name }));
    else {
      taken.add(key);
      const to = target.join(destination, name);
      const existing = there ? await target.lstat(to) : undefined;
      items.push(itemOf(one, { from: one.path, to }, existing));
    }
  }
  return items;
}

function itemOf(one: Found, root: Root, existing: Stat | undefined): Item {
  return { ...one.stat, root, path: '', parent: undefined, existing };
}

/**
 * The destination itself. An existing one keeps its mode, unlike with rsync: `push dir/ host:` must
 * not open a home folder to the group, after which sshd refuses its keys.
 */
function contentsOf(one: Found, destination: string, there: Stat | undefined): FolderItem {
  const root = { from: one.path, to: destination };
  return {
    ...itemOf(one, root, there),
    failed: false,
    attributes: there ? 'time' : 'mode and time',
  };
}
