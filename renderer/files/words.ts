/** Words, order and kinds of a folder's entries. Pure. */
import type { FileEntry } from '../../preload/contract/files';
import { formatBytes, formatCount, formatShortCount, plural } from '../kit/format';

export type SortKey = 'name' | 'kind' | 'size' | 'modified';

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export function isFolder(entry: FileEntry): boolean {
  return (
    entry.kind === 'directory' || (entry.kind === 'symlink' && entry.targetIsDirectory === true)
  );
}

/**
 * What a name is sorted by: as people count (`run2` before `run10`), without case and accents. Made
 * once for each name: a collator asked at every comparison takes a second for 100,000 names.
 */
export function nameKey(name: string): string {
  const folded = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return `${folded.replace(/\d+/g, (digits) => digits.padStart(16, '0'))}\0${name}`;
}

const order = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

/** Folders first, then by the key; names break ties. */
export function sortEntries(entries: readonly FileEntry[], sort: Sort): FileEntry[] {
  const sign = sort.descending ? -1 : 1;
  const keyed = entries.map((entry) => ({
    entry,
    folder: isFolder(entry) ? 0 : 1,
    name: nameKey(entry.name),
    by: sortValue(entry, sort.key),
  }));
  keyed.sort(
    (a, b) =>
      a.folder - b.folder ||
      sign * order(a.by, b.by) ||
      (sort.key === 'name' ? sign : 1) * order(a.name, b.name),
  );
  return keyed.map(({ entry }) => entry);
}

/** All of one type within a sort key, so that they compare. */
function sortValue(entry: FileEntry, key: SortKey): string | number {
  if (key === 'kind') return typeWords(entry).toLowerCase();
  if (key === 'size') return entry.sizeBytes;
  return key === 'modified' ? entry.modifiedSeconds : 0;
}

/** Names that begin with a dot are settings of programs: shown on request only, as `ls` does. */
export function visibleEntries(
  entries: readonly FileEntry[],
  showHidden: boolean,
): readonly FileEntry[] {
  return showHidden ? entries : entries.filter(({ name }) => !name.startsWith('.'));
}

export function kindWords(entry: FileEntry): string {
  if (entry.kind === 'directory') return 'Folder';
  if (entry.kind === 'file') return 'File';
  if (entry.kind === 'other') return 'Special file';
  return entry.targetIsDirectory === true ? 'Link to a folder' : 'Link';
}

/** The kind as a column shows it: `Folder`, `CSV`, `Link`. */
export function typeWords(entry: FileEntry): string {
  if (entry.kind !== 'file') return kindWords(entry);
  const dot = entry.name.lastIndexOf('.');
  const ending = dot > 0 ? entry.name.slice(dot + 1) : '';
  return /^[A-Za-z0-9]{1,8}$/.test(ending) ? ending.toUpperCase() : 'File';
}

/** Folders have no size of their own that says anything. */
export function sizeWords(entry: FileEntry): string {
  return entry.kind === 'file' ? formatBytes(entry.sizeBytes) : '';
}

/** `312 GiB free for you here`; says plainly when it is not known. */
export function freeWords(freeBytes: number | null, freeInodes: number | null): string {
  if (freeBytes === null) return 'The server does not tell how much space is free.';
  const inodes = freeInodes === null ? '' : `, room for ${formatShortCount(freeInodes)} more files`;
  return `${formatBytes(freeBytes)} free here${inodes}`;
}

/**
 * How full a disk is, as `df` says it: of what people may use (without root's reserve), rounded up.
 * Null where nothing can be said. (GNU coreutils, df.c, PCENT_FIELD)
 */
export function usedPercent(used: number, available: number): number | null {
  const whole = used + available;
  return whole > 0 ? Math.min(100, Math.ceil((used / whole) * 100)) : null;
}

/** `3 folders, 12 files (3.4 MiB), 4 hidden`, or what of them is selected and how large its files are. */
export function contentWords(
  entries: readonly FileEntry[],
  selected: ReadonlySet<string>,
  hidden: number,
): string {
  if (selected.size > 0) {
    const chosen = entries.filter(({ name, nameIsValid }) => nameIsValid && selected.has(name));
    const size = sizeOfFiles(chosen);
    return `${formatCount(chosen.length)} of ${plural(entries.length, 'item')} selected${size === '' ? '' : `, ${size} in files`}`;
  }
  const folders = entries.filter(isFolder).length;
  const size = sizeOfFiles(entries);
  const inBrackets = size === '' ? '' : ` (${size})`;
  const parts = [
    ...(folders > 0 ? [plural(folders, 'folder')] : []),
    ...(entries.length > folders ? [plural(entries.length - folders, 'file') + inBrackets] : []),
    ...(hidden > 0 ? [`${formatCount(hidden)} hidden`] : []),
  ];
  return parts.join(', ') || 'empty';
}

/** What the files hold; what folders hold is not known without a look into them. Empty: no file. */
function sizeOfFiles(entries: readonly FileEntry[]): string {
  const files = entries.filter(({ kind }) => kind === 'file');
  return files.length === 0
    ? ''
    : formatBytes(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
}

export interface Count {
  files: number;
  folders: number;
  bytes: number;
  more: boolean;
}

/** What a removal takes, for the question before it. */
export function countWords({ files, folders, bytes, more }: Count): string {
  const parts = [
    ...(files > 0 || folders === 0 ? [plural(files, 'file')] : []),
    ...(folders > 0 ? [plural(folders, 'folder')] : []),
  ];
  const atLeast = more ? 'at least ' : '';
  return `${atLeast}${parts.join(' and ')}, ${formatBytes(bytes)}`;
}
