/** Carries out a plan: folders first, then files, links, and the folders' modes and times last. */
import { problemOf } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { type CopyContext, copyFile } from './copy-file';
import { type FolderItem, type Item, type Plan, shownPath, sourcePath, targetPath } from './plan';
import { isFatal } from './tree';
import { transferProblem } from './words';

/**
 * How many bytes are on their way at a time: four times the SSH window, so that neither the disk nor
 * the server waits for the other (measured), and little enough that a cancelled upload over a slow
 * line ends politely.
 */
const bytesInFlight = 8 * 1024 * 1024;
/** Files at a time: small ones wait for round trips, big ones for bandwidth. */
const classes = [
  { upToBytes: 64 * 1024, atOnce: 64 },
  { upToBytes: 256 * 1024, atOnce: 32 },
  { upToBytes: Number.POSITIVE_INFINITY, atOnce: 4 },
];
/** Small requests (folders, links, attributes) at a time. */
const requests = 16;

export async function carryOut(context: CopyContext, plan: Plan): Promise<void> {
  await removeLeftovers(context, plan);
  for (const level of plan.levels) {
    await forEachParallel(level, requests, context.signal, (folder) => makeOne(context, folder));
  }
  await copyFiles(context, plan.files);
  await each(context, plan.links, requests, (item) => makeLink(context, item));
  await each(context, plan.modes, requests, (item) => setMode(context, item));
  for (const level of [...plan.levels].reverse()) {
    await forEachParallel(level, requests, context.signal, (folder) => finish(context, folder));
  }
}

/** What an earlier try of this transfer, or a killed one, left in the destination. */
async function removeLeftovers({ target, temps, signal }: CopyContext, plan: Plan): Promise<void> {
  const left = [...temps.paths, ...plan.stale].filter((path) => !temps.isPart(path));
  await forEachParallel(left, requests, signal, async (temp) => {
    try {
      await target.removeFile(temp);
      temps.gone(temp);
    } catch (error) {
      if (isFatal(error)) throw error;
    }
  });
}

async function makeOne(context: CopyContext, folder: FolderItem): Promise<void> {
  const { source, target, tally } = context;
  if (folder.parent?.failed) {
    folder.failed = true;
    return;
  }
  const path = targetPath(target, folder);
  const { existing } = folder;
  if (existing) {
    // Ours to fill, though nobody may write there: it gets its own mode back at the end.
    const closed = existing.mode !== null && (existing.mode & 0o700) !== 0o700;
    if (closed) await target.setAttributes(path, { mode: (existing.mode ?? 0) | 0o700 });
    return;
  }
  try {
    await target.makeFolder(path);
  } catch (error) {
    if ((await target.lstat(path))?.kind === 'directory') return;
    const problem = problemOf(error);
    if (!problem || isFatal(error)) throw error;
    folder.failed = true;
    tally.fault(shownPath(source, folder), problem);
  }
}

/** Big files a few at a time, small ones many. */
async function copyFiles(context: CopyContext, files: readonly Item[]): Promise<void> {
  let least = -1;
  const inFlight = Math.min(bytesInFlight, context.mostInFlight);
  for (const { upToBytes, atOnce: most } of classes) {
    // Two at least: the requests of one small file leave the line empty.
    const fitting = Math.max(2, Math.floor(inFlight / Math.min(upToBytes, inFlight)));
    const atOnce = inFlight < bytesInFlight ? Math.min(most, fitting) : most;
    const from = least;
    const some = files.filter(({ sizeBytes }) => sizeBytes > from && sizeBytes <= upToBytes);
    const share = inFlight / Math.max(1, Math.min(atOnce, some.length));
    await each(context, some, atOnce, (item) => copyFile(context, item, share));
    least = upToBytes;
  }
}

/** Works on items whose folder exists; a fault of one is noted, and the rest goes on. */
async function each(
  { source, tally, signal }: CopyContext,
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  await forEachParallel(items, limit, signal, async (item) => {
    if (item.parent?.failed) return;
    try {
      await work(item);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem || isFatal(error)) throw error;
      tally.fault(shownPath(source, item), problem);
    }
  });
}

async function makeLink(context: CopyContext, item: Item): Promise<void> {
  const { source, target, temps } = context;
  const leads = await source.readLink(sourcePath(source, item));
  const path = targetPath(target, item);
  if (leads === '' || leads.includes('\0')) {
    const reason = 'What the link points at is not a path.';
    context.tally.fault(
      shownPath(source, item),
      transferProblem({ what: 'name-refused', path: item.path, reason }),
    );
    return;
  }
  if (item.existing?.kind === 'symlink' && (await target.readLink(path)) === leads) return;
  const temp = temps.make(target, path);
  try {
    await target.makeLink(leads, temp, item.modifiedSeconds);
    await target.replace(temp, path);
    temps.gone(temp);
  } finally {
    if (temps.has(temp)) {
      await target.removeFile(temp).then(
        () => temps.gone(temp),
        // Kept in `temps`: a retry removes it.
        (error: unknown) => void problemOf(error),
      );
    }
  }
}

/** The content is there already; only the mode differs. */
async function setMode(context: CopyContext, item: Item): Promise<void> {
  const { target } = context;
  const mode = (item.mode ?? 0) & 0o777;
  const { modifiedSeconds } = item;
  const set = await target.setAttributes(targetPath(target, item), { mode, modifiedSeconds });
  if (!set) context.attributesLost();
}

/** Mode and time of a folder, now that nothing is put into it any more. */
async function finish(context: CopyContext, folder: FolderItem): Promise<void> {
  if (folder.failed) return;
  const { target } = context;
  const path = targetPath(target, folder);
  const { mode, modifiedSeconds, existing, attributes } = folder;
  if (attributes === 'mode and time') {
    if (!(await target.setAttributes(path, { mode, modifiedSeconds }))) context.attributesLost();
    return;
  }
  const closed = existing?.mode != null && (existing.mode & 0o700) !== 0o700;
  const own = closed ? { mode: existing.mode } : {};
  const change = attributes === 'time' ? { ...own, modifiedSeconds } : own;
  // A destination of somebody else keeps its time: not worth a word.
  if (Object.keys(change).length > 0) await target.setAttributes(path, change);
}
