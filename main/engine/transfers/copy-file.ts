/**
 * Copies one file: into a temporary name beside its final one, many blocks at a time, then by rename
 * into place. Nothing half-written ever has the final name.
 */
import { problemOf } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { type Item, type PlanContext, refusal, shownPath, sourcePath, targetPath } from './plan';
import type { Temps } from './temps';
import type { SourceFile, TargetFile, Version } from './tree';

/** Local reads and writes are fastest in big pieces (measured: 64 KiB halves an upload's speed). */
const blockBytes = 512 * 1024;
/** Blocks on their way at a time: 64 SFTP requests of 32 KiB. */
const blocksInFlight = 4;

export interface CopyContext extends PlanContext {
  /** Temporary files that exist now. What is left in it at the end could not be removed. */
  temps: Temps;
  /** Counts files whose mode or time could not be set. */
  attributesLost(): void;
}

/** @throws ProblemError with the fault of this file, or with what ends the transfer. */
export async function copyFile(context: CopyContext, item: Item): Promise<void> {
  const { tally, source } = context;
  const name = shownPath(source, item);
  tally.begin(name);
  try {
    if (await attempt(context, item)) return;
    // Once more: most files that change are written by an editor, in one go.
    if (await attempt(context, item)) return;
    throw refusal({ what: 'changing', path: name });
  } finally {
    tally.end(name);
  }
}

/** One try. False when the file changed while it was read. */
async function attempt(context: CopyContext, item: Item): Promise<boolean> {
  const { source, target, tally } = context;
  const to = targetPath(target, item);
  const from = await source.openSource(sourcePath(source, item));
  let temp: string | undefined;
  let file: TargetFile | undefined;
  let counted = 0;
  const count = (bytes: number) => {
    counted += bytes;
    tally.moved(bytes);
  };
  try {
    const before = await from.version();
    if (before.kind !== 'file') throw refusal({ what: 'not-a-file', path: item.path });
    expect(context, item, before);
    temp = context.temps.make(target, to);
    file = await target.createTarget(temp, to);
    const complete = await copyBlocks(from, file, before.sizeBytes, context.signal, count);
    const after = await from.version();
    if (!complete || !sameVersion(before, after)) {
      count(-counted);
      return false;
    }
    const modifiedSeconds = Math.floor(before.modified);
    if (!(await file.finish({ mode: before.mode, modifiedSeconds }))) context.attributesLost();
    await target.replace(temp, to);
    context.temps.gone(temp);
    tally.filesDone += 1;
    return true;
  } catch (error) {
    count(-counted);
    throw error;
  } finally {
    await tidy(context, temp, from, file);
  }
}

/** A file that grew or shrank since the plan counts with its present size. */
function expect({ tally }: CopyContext, item: Item, now: Version): void {
  tally.bytesTotal += now.sizeBytes - item.sizeBytes;
  item.sizeBytes = now.sizeBytes;
}

function sameVersion(a: Version, b: Version): boolean {
  return a.sizeBytes === b.sizeBytes && a.modified === b.modified && a.kind === b.kind;
}

/** False when the source ended early. */
async function copyBlocks(
  from: SourceFile,
  to: TargetFile,
  sizeBytes: number,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<boolean> {
  let complete = true;
  await forEachParallel(starts(sizeBytes), blocksInFlight, signal, async (start) => {
    const length = Math.min(blockBytes, sizeBytes - start);
    const data = await from.read(start, length);
    if (data.length < length) complete = false;
    else {
      await to.write(data, start);
      count(data.length);
    }
  });
  return complete;
}

function* starts(sizeBytes: number): Generator<number> {
  for (let start = 0; start < sizeBytes; start += blockBytes) yield start;
}

/** Closes both files and removes the temporary one if it is still there. */
async function tidy(
  { target, temps }: CopyContext,
  temp: string | undefined,
  from: SourceFile,
  file: TargetFile | undefined,
): Promise<void> {
  const ignored = (error: unknown) => {
    // The outcome of the copy is settled; a lost link shows up where it matters. Bugs must not hide.
    if (!problemOf(error)) throw error;
  };
  await from.close().catch(ignored);
  await file?.close().catch(ignored);
  if (temp === undefined || !temps.has(temp)) return;
  await target.removeFile(temp).then(() => temps.gone(temp), ignored);
}
