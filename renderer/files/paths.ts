/** Remote paths as text. The server's paths are POSIX on every platform. Pure. */

export interface Crumb {
  label: string;
  path: string;
}

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What a person types as a folder, made absolute: from `~`, or from the folder that is shown. */
export function absoluteFrom(text: string, folder: string, home: string | undefined): string {
  const whole =
    text === '~' || text.startsWith('~/')
      ? `${home ?? '~'}${text.slice(1)}`
      : text.startsWith('/')
        ? text
        : `${folder}/${text}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return whole.startsWith('~') ? parts.join('/') : `/${parts.join('/')}`;
}

/** The folder above; the root is its own parent. */
export function parentPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  return slash <= 0 ? '/' : trimmed.slice(0, slash);
}

/** What stands in `folder` and leads to `path`; undefined when the path is not below it. */
export function childOnWay(folder: string, path: string): string | undefined {
  const start = joinPath(folder, '');
  return path.startsWith(start) ? path.slice(start.length).split('/')[0] || undefined : undefined;
}

/**
 * `/data/asha` → `/`, `data`, `asha`, each with its path. Below the home folder the way begins with
 * `~`, as people write it.
 */
export function crumbsOf(path: string, home?: string): Crumb[] {
  const below = home !== undefined && home !== '/' ? belowHome(path, home) : null;
  const names = (below ?? path).split('/').filter((name) => name !== '');
  let at = below === null ? '' : (home ?? '');
  const crumbs: Crumb[] = [{ label: below === null ? '/' : '~', path: at === '' ? '/' : at }];
  for (const name of names) {
    at = `${at}/${name}`;
    crumbs.push({ label: name, path: at });
  }
  return crumbs;
}

/** What comes after the home folder; null for a path outside it. */
function belowHome(path: string, home: string): string | null {
  if (path === home) return '';
  return path.startsWith(`${home}/`) ? path.slice(home.length + 1) : null;
}

/** The path with `~` for the home folder. */
export function shortPath(path: string, home: string | undefined): string {
  const below = home !== undefined && home !== '/' ? belowHome(path, home) : null;
  if (below === null) return path;
  return below === '' ? '~' : `~/${below}`;
}

export interface FoldedCrumbs {
  first: Crumb[];
  /** Those that go into a menu. */
  folded: Crumb[];
  last: Crumb[];
}

/** Width of a letter and of what stands around a name, in pixels; names are cut at these. */
const letterWide = 7.6;
const aroundWide = 26;
const mostWide = 200;
const lastMostWide = 430;

/** The crumbs that fit: the first and the last stay, the middle ones fold into a menu. */
export function foldCrumbs(crumbs: readonly Crumb[], roomPx: number): FoldedCrumbs {
  const here = crumbs.at(-1);
  const wide = (crumb: Crumb) =>
    Math.min(
      crumb === here ? lastMostWide : mostWide,
      crumb.label.length * letterWide + aroundWide,
    );
  const total = (list: readonly Crumb[]) => list.reduce((sum, crumb) => sum + wide(crumb), 0);
  if (total(crumbs) <= roomPx || crumbs.length <= 2) {
    return { first: [], folded: [], last: [...crumbs] };
  }
  const first = crumbs.slice(0, 1);
  let from = crumbs.length - 1;
  const menuWide = 36;
  while (from > 2 && total(first) + menuWide + total(crumbs.slice(from - 1)) <= roomPx) from -= 1;
  return { first, folded: crumbs.slice(1, from), last: crumbs.slice(from) };
}

/**
 * A path or a name for the clipboard. A line feed in it would make a terminal run what follows: with
 * control characters it is written as shells quote them, `$'a\nb'`.
 */
export function copiedText(text: string): string {
  if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return text;
  const bytesOf = (character: string) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join('');
  const quoted = text
    .replace(/[\\']/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\u2028\u2029]/gu, bytesOf);
  return `$'${quoted}'`;
}

/** Why a typed name cannot be used for a file or folder; null when it can. */
export function nameFault(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'Type a name.';
  if (name === '.' || name === '..') return 'This name has a meaning of its own.';
  if (name.includes('/')) return 'A name holds no slash.';
  if (/\p{Cc}/u.test(name)) return 'A name typed here holds no control characters.';
  if (new TextEncoder().encode(name).length > 255) return 'This name is too long.';
  return taken.includes(name) ? 'There is something with this name already.' : null;
}

/** What of these may move into the folder: nothing goes into itself or below itself, and what is there already stays. */
export function movable(paths: readonly string[], folder: string): readonly string[] {
  if (paths.some((path) => folder === path || folder.startsWith(`${path}/`))) return [];
  return paths.filter((path) => parentPath(path) !== folder);
}

/** `data.csv` → `data (2).csv`. A name that begins with its only dot has no ending. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}
