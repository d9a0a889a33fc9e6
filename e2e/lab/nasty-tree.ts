/** A tree of everything that breaks copying programs, and the judge of a copy. */
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Names that a server may hold and a program must pass on unharmed. All are valid UTF-8. */
export const nastyNames = [
  'new\nline.txt',
  'it\'s "quoted".txt',
  'trailing space ',
  ' leading space',
  '-rf',
  '--delete',
  '.hidden',
  '...',
  '~',
  '$(touch pwned)',
  '`id`;&&|',
  'back\\slash',
  'star*?[x].txt',
  'tab\there',
  'ünï©ödé 漢字 🚀',
  'e\u0301 decomposed',
  '#comment%41',
  'a:b=c',
  'x'.repeat(250),
] as const;

/** A fixed pseudo-random content: compresses badly, the same in every run. */
function content(bytes: number, seed: number): Buffer {
  const data = Buffer.alloc(bytes);
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let i = 0; i < bytes; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return data;
}

/**
 * Makes the tree in `dir` (created). Modes without the owner's read bit are left out: nobody but
 * root could copy them. Times are whole seconds, as SFTP version 3 and old rsyncs carry no more.
 */
export function makeNastyTree(dir: string): void {
  mkdirSync(join(dir, 'names'), { recursive: true });
  const times = new Map<string, number>();
  const file = (path: string, data: Buffer | string, mode = 0o644, time = 1_600_000_000) => {
    const full = join(dir, path);
    writeFileSync(full, data);
    chmodSync(full, mode);
    times.set(full, time);
  };
  const folder = (path: string, mode = 0o755, time = 1_500_000_000) => {
    const full = join(dir, path);
    mkdirSync(full, { recursive: true });
    chmodSync(full, mode);
    times.set(full, time);
  };
  for (const [i, name] of nastyNames.entries()) {
    file(`names/${name}`, content(100 + i, i), 0o644, 1_400_000_000 + i);
  }
  folder('names/folder with\nnewline and "quotes" ');
  file('names/folder with\nnewline and "quotes" /inside', 'inside');
  folder('empty');
  folder('deep/a/b/c/d/e/f/empty too');
  folder('modes');
  for (const mode of [0o400, 0o444, 0o600, 0o640, 0o664, 0o700, 0o755, 0o777]) {
    file(`modes/${mode.toString(8)}`, `${mode}`, mode);
  }
  folder('modes/setgid', 0o2775);
  folder('modes/sticky', 0o1777);
  folder('modes/private', 0o700);
  folder('modes/read-only', 0o755);
  file('modes/read-only/kept', 'kept');
  file('modes/setuid.sh', '#!/bin/sh\nexit 0\n', 0o4755);
  folder('sizes');
  for (const bytes of [0, 1, 32_767, 32_768, 32_769, 1_000_003]) {
    file(`sizes/${bytes}`, content(bytes, bytes));
  }
  file('sizes/holes', Buffer.alloc(300_000));
  folder('times');
  file('times/1970', 'old', 0o644, 1);
  file('times/1999', 'old', 0o644, 930_000_000);
  file('times/2038', 'late', 0o644, 2 ** 31 + 5);
  makeLinks(dir);
  chmodSync(join(dir, 'modes/read-only'), 0o555);
  // Deepest first: making an entry changes the time of its folder.
  const deepestFirst = [...listTree(dir)].reverse();
  for (const path of deepestFirst) {
    const full = join(dir, path);
    const time = times.get(full) ?? 1_550_000_000;
    if (lstatSync(full).isSymbolicLink()) lutimesSync(full, time, time);
    else utimesSync(full, time, time);
  }
  utimesSync(dir, 1_450_000_000, 1_450_000_000);
}

/** Links that stay as they are: none may be followed, repaired or left out. */
function makeLinks(dir: string): void {
  mkdirSync(join(dir, 'links'), { recursive: true });
  const link = (name: string, target: string) => symlinkSync(target, join(dir, 'links', name));
  link('to file', '../sizes/1');
  link('to folder', '../deep');
  link('dangling', 'no/such/thing');
  link('absolute', '/etc/hostname');
  link('to itself', 'to itself');
  link('to parent', '..');
  link('odd\ntarget', 'a "target" with\nnewline ');
}

/** All paths below `dir`, relative to it, parents before children, sorted by their bytes. */
export function listTree(dir: string): string[] {
  const found: string[] = [];
  const walk = (at: string) => {
    const entries = readdirSync(join(dir, at), { withFileTypes: true });
    entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    for (const entry of entries) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      found.push(path);
      if (entry.isDirectory()) walk(path);
    }
  };
  walk('');
  return found;
}

export interface CompareOptions {
  /** Leave modification times out (`times: false`), or those of symlinks only. */
  times?: boolean;
  linkTimes?: boolean;
  modes?: boolean;
}

/**
 * Compares two trees on this machine (a lab user's home is one): names, kinds, bytes, modes,
 * modification times to the second, link targets. Returns one line per difference; `[]` is equal.
 * Link times are compared only on request: SFTP cannot set them.
 */
export function compareTrees(
  expected: string,
  actual: string,
  options: CompareOptions = {},
): string[] {
  const differences: string[] = [];
  const left = new Set(['', ...listTree(expected)]);
  const right = new Set(['', ...listTree(actual)]);
  for (const path of right) if (!left.has(path)) differences.push(`extra: ${show(path)}`);
  for (const path of left) {
    if (!right.has(path)) differences.push(`missing: ${show(path)}`);
    else {
      const said = compareEntries(join(expected, path), join(actual, path), options);
      differences.push(...said.map((text) => `${show(path)}: ${text}`));
    }
  }
  return differences;
}

const show = (path: string) => JSON.stringify(path === '' ? '.' : path);

function compareEntries(expected: string, actual: string, options: CompareOptions): string[] {
  const [a, b] = [lstatSync(expected), lstatSync(actual)];
  if ((a.mode & 0o170000) !== (b.mode & 0o170000)) return ['another kind of file'];
  const said: string[] = [];
  const isLink = a.isSymbolicLink();
  if (isLink) {
    const [from, to] = [readlinkSync(expected), readlinkSync(actual)];
    if (from !== to) said.push(`target ${show(to)} instead of ${show(from)}`);
  } else if (options.modes !== false && a.mode !== b.mode) {
    said.push(`mode ${(b.mode & 0o7777).toString(8)} instead of ${(a.mode & 0o7777).toString(8)}`);
  }
  if (a.isFile()) {
    if (a.size !== b.size) said.push(`${b.size} bytes instead of ${a.size}`);
    else if (!readFileSync(expected).equals(readFileSync(actual))) said.push('other bytes');
  }
  const withTime = isLink ? options.linkTimes === true : options.times !== false;
  const [was, is] = [Math.floor(a.mtimeMs / 1000), Math.floor(b.mtimeMs / 1000)];
  if (withTime && was !== is) said.push(`modified at ${is} instead of ${was}`);
  return said;
}
