/** Words, order and kinds of a folder's entries. Pure. */
import type { FileEntry } from '../../preload/contract/files';
import { formatBytes, formatCount, formatShortCount, plural } from '../kit/format';

export type SortKey = 'name' | 'size' | 'modified';

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export function isFolder(entry: FileEntry): boolean {
  return (
    entry.kind === 'directory' || (entry.kind === 'symlink' && entry.targetIsDirectory === true)
  );
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Folders first, then by the key; names break ties as people count (`run2` before `run10`). */
export function sortEntries(entries: readonly FileEntry[], sort: Sort): FileEntry[] {
  const sign = sort.descending ? -1 : 1;
  const compare = (a: FileEntry, b: FileEntry) => {
    if (sort.key === 'size') return a.sizeBytes - b.sizeBytes;
    if (sort.key === 'modified') return a.modifiedSeconds - b.modifiedSeconds;
    return byName.compare(a.name, b.name);
  };
  return [...entries].sort(
    (a, b) =>
      Number(isFolder(b)) - Number(isFolder(a)) ||
      sign * compare(a, b) ||
      byName.compare(a.name, b.name),
  );
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

/** `3 folders, 12 files, 4 hidden` or what of them is selected. */
export function contentWords(
  entries: readonly FileEntry[],
  selected: number,
  hidden: number,
): string {
  if (selected > 0) return `${selected} of ${plural(entries.length, 'item')} selected`;
  const folders = entries.filter(isFolder).length;
  const parts = [
    ...(folders > 0 ? [plural(folders, 'folder')] : []),
    ...(entries.length > folders ? [plural(entries.length - folders, 'file')] : []),
    ...(hidden > 0 ? [`${formatCount(hidden)} hidden`] : []),
  ];
  return parts.join(', ') || 'empty';
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
