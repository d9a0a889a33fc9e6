/**
 * Copies one file: into a temporary name beside its final one, small ones in three round trips, others
 * many pieces at a time, then by rename into place. Nothing half-written ever has the final name.
 */
import { problemOf } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { type Item, type PlanContext, refusal, shownPath, sourcePath, targetPath } from './plan';
import type { Temps } from './temps';
import type { SourceFile, TargetFile, Version, Whole } from './tree';

export interface CopyContext extends PlanContext {
  /** Temporary files that exist now. What is left in it at the end could not be removed. */
  temps: Temps;
  /** A person needs the session: what is half done is kept, to go on with. */
  isYielding(): boolean;
  /** Bytes that may be on their way at a time, where others use the connection too. */
  mostInFlight: number;
  /** Counts files whose mode or time could not be set. */
  attributesLost(): void;
}

/**
 * @param bytesInFlight how much of this file may be on its way at a time; one piece always is.
 * @throws ProblemError with the fault of this file, or with what ends the transfer.
 */
export async function copyFile(
  context: CopyContext,
  item: Item,
  bytesInFlight: number,
): Promise<void> {
  const { tally, source } = context;
  const name = shownPath(source, item);
  tally.begin(name);
  try {
    if (await attempt(context, item, bytesInFlight)) return;
    // Once more: most files that change are written by an editor, in one go.
    if (await attempt(context, item, bytesInFlight)) return;
    throw refusal({ what: 'changing', path: name });
  } finally {
    tally.end(name);
  }
}

/** What one try holds and has counted, so that nothing of it stays behind. */
interface Try {
  from: SourceFile;
  bytesInFlight: number;
  temp?: string;
  file?: TargetFile;
  counted: number;
  over: boolean;
  /** What the source was when its copying began, and how far it has come without a gap, in bytes. */
  before?: Version;
  complete: number;
}

/** One try. False when the file changed while it was read. */
async function attempt(context: CopyContext, item: Item, bytesInFlight: number): Promise<boolean> {
  const { source, tally } = context;
  const from = await source.openSource(sourcePath(source, item));
  const current: Try = { from, bytesInFlight, counted: 0, over: false, complete: 0 };
  let done = false;
  try {
    done = await copyOpened(context, item, current);
    if (done) tally.filesDone += 1;
    return done;
  } finally {
    current.over = true;
    if (!done) tally.moved(-current.counted);
    if (!done && context.isYielding()) keepPart(context, item, current);
    await tidy(context, current);
  }
}

/** Small files travel as a whole, others in pieces. */
async function copyOpened(context: CopyContext, item: Item, current: Try): Promise<boolean> {
  const { from } = current;
  const piece = pieceBytes(context);
  const whole =
    item.sizeBytes <= context.source.wholeBytes ? await from.readWhole(item.sizeBytes) : undefined;
  const before = whole?.before ?? (await from.version());
  if (before.kind !== 'file') throw refusal({ what: 'not-a-file', path: item.path });
  expect(context, item, before);
  // It may have grown since the plan: then the whole was not all of it.
  if (whole && whole.data.length === before.sizeBytes) {
    return copyWhole(context, item, current, whole);
  }
  current.before = before;
  const file = (await goOn(context, item, current)) ?? (await createTemp(context, item, current));
  const count = (bytes: number) => {
    // Parts of a piece that failed may still arrive.
    if (current.over) return;
    current.counted += bytes;
    context.tally.moved(bytes);
  };
  const { signal } = context;
  const atOnce = Math.ceil(current.bytesInFlight / piece);
  const size = before.sizeBytes;
  const done = (upTo: number) => {
    current.complete = upTo;
  };
  const todo = { start: current.complete, size, piece, atOnce, signal, count, done };
  const complete = await copyPieces(from, file, todo);
  const after = await from.version();
  if (!complete || !sameVersion(before, after)) return false;
  await putInPlace(context, item, current, await file.finish(attributesOf(before)));
  return true;
}

async function copyWhole(
  context: CopyContext,
  item: Item,
  current: Try,
  { before, data, after }: Whole,
): Promise<boolean> {
  if (!sameVersion(before, after)) return false;
  const closed = current.from.close();
  // Awaited, and its failure judged, in `tidy`.
  closed.catch(() => {});
  const file = await createTemp(context, item, current);
  const set = await file.writeWhole(data, attributesOf(before));
  current.counted += data.length;
  context.tally.moved(data.length);
  await putInPlace(context, item, current, set);
  return true;
}

const pieceBytes = ({ source, target }: CopyContext): number =>
  Math.min(source.pieceBytes.read, target.pieceBytes.write);

const attributesOf = ({ mode, modified }: Version) => ({
  mode,
  modifiedSeconds: Math.floor(modified),
});

async function createTemp(context: CopyContext, item: Item, current: Try): Promise<TargetFile> {
  const { target, temps } = context;
  const to = targetPath(target, item);
  current.temp = temps.make(target, to);
  current.file = await target.createTarget(current.temp, to);
  return current.file;
}

/** Goes on with what was kept of this very file, if that is still there and safe. */
async function goOn(
  context: CopyContext,
  item: Item,
  current: Try,
): Promise<TargetFile | undefined> {
  const { target, temps, tally } = context;
  const to = targetPath(target, item);
  const part = temps.takePart(to);
  if (!part) return undefined;
  if (current.before && sameVersion(part.version, current.before)) {
    const file = await target.continueTarget(part.temp, to, part.bytes);
    if (file) {
      current.temp = part.temp;
      current.file = file;
      current.complete = part.bytes;
      current.counted += part.bytes;
      tally.kept(part.bytes);
      return file;
    }
  }
  await removeTemp(context, part.temp);
  return undefined;
}

function keepPart({ target, temps }: CopyContext, item: Item, current: Try): void {
  const { temp, before, complete } = current;
  if (temp === undefined || !before || complete === 0 || !temps.has(temp)) return;
  temps.keepPart(targetPath(target, item), { temp, version: before, bytes: complete });
}

async function putInPlace(
  context: CopyContext,
  item: Item,
  { temp }: Try,
  attributesSet: boolean,
): Promise<void> {
  const { target, temps } = context;
  if (!attributesSet) context.attributesLost();
  if (temp === undefined) return;
  await target.replace(temp, targetPath(target, item));
  temps.gone(temp);
}

/** A file that grew or shrank since the plan counts with its present size. */
function expect({ tally }: CopyContext, item: Item, now: Version): void {
  tally.bytesTotal += now.sizeBytes - item.sizeBytes;
  item.sizeBytes = now.sizeBytes;
}

function sameVersion(a: Version, b: Version): boolean {
  return a.sizeBytes === b.sizeBytes && a.modified === b.modified && a.kind === b.kind;
}

interface Pieces {
  /** Where to begin, the bytes of the file, and of one piece. */
  start: number;
  size: number;
  piece: number;
  /** Pieces at a time. */
  atOnce: number;
  signal: AbortSignal;
  count(bytes: number): void;
  /** Told how far all is there without a gap, in bytes. */
  done(upTo: number): void;
}

/** False when the source ended early. */
async function copyPieces(
  from: SourceFile,
  to: TargetFile,
  { start: first, size, piece, atOnce, signal, count, done }: Pieces,
): Promise<boolean> {
  let complete = true;
  let reached = first;
  const ahead = new Set<number>();
  await forEachParallel(starts(first, size, piece), atOnce, signal, async (start) => {
    const length = Math.min(piece, size - start);
    const data = await from.read(start, length);
    if (data.length < length) complete = false;
    else {
      await to.write(data, start, count);
      ahead.add(start);
      while (ahead.delete(reached)) reached = Math.min(size, reached + piece);
      done(reached);
    }
  });
  return complete;
}

function* starts(first: number, size: number, piece: number): Generator<number> {
  for (let start = first; start < size; start += piece) yield start;
}

/** Closes both files and removes the temporary one if it is still there. */
async function tidy(context: CopyContext, { from, file, temp }: Try): Promise<void> {
  const { temps } = context;
  await from.close().catch(ignored);
  await file?.close().catch(ignored);
  if (temp === undefined || !temps.has(temp) || temps.isPart(temp)) return;
  await removeTemp(context, temp);
}

/** One that cannot be removed stays in `temps`, for the end of the transfer. */
const removeTemp = ({ target, temps }: CopyContext, temp: string): Promise<void> =>
  target.removeFile(temp).then(() => temps.gone(temp), ignored);

/** What the copy comes to is settled; a lost link shows up where it matters. Bugs must not hide. */
function ignored(error: unknown): void {
  if (!problemOf(error)) throw error;
}
