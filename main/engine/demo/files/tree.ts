/**
 * The file tree of a demo computer: real files in a scratch folder, and no way out of it. Paths are
 * resolved here, name by name, and symlinks are followed in the tree's own terms, so the operating
 * system never follows one. All calls are synchronous: between the look at a path and its use
 * nothing else can change the tree, which nobody but this server may enter.
 */
import {
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  type Stats,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a caller did wrong, in the terms of the file system. */
export class TreeFault extends Error {
  constructor(
    readonly code: 'ENOENT' | 'ENOTDIR' | 'EACCES' | 'EEXIST' | 'ELOOP' | 'EINVAL' | 'EISDIR',
    message: string,
  ) {
    super(message);
  }
}

export interface Found {
  /** Absolute, as the visitor sees it. */
  path: string;
  /** On this computer. */
  real: string;
}

const maxHops = 40;
const maxPathLength = 4096;

/** Names that mean something else than a file of that name on some system, or nothing at all. */
export function isPlainName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || /[\0/\uFFFD]/.test(name)) return false;
  if (Buffer.byteLength(name) > 255) return false;
  if (platform !== 'win32') return true;
  if (/[\\:*?"<>|\p{Cc}]/u.test(name) || /[. ]$/.test(name)) return false;
  return !/^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name);
}

export class Tree {
  /**
   * @param root real folder of `/`
   * @param home where relative paths begin; it and the folders above it cannot be changed
   * @param shared a folder name in `/` and the real folder that it means on every computer
   */
  constructor(
    private readonly root: string,
    readonly home: string,
    private readonly shared: { name: string; real: string },
  ) {}

  /** Finds a path that may not exist (its folder must). @throws TreeFault */
  find(path: string, options: { follow: boolean }): Found {
    if (path.length > maxPathLength) throw new TreeFault('EINVAL', 'Path too long');
    const todo = (path.startsWith('/') ? path : `${this.home}/${path}`).split('/');
    let here: string[] = [];
    let hops = 0;
    while (todo.length > 0) {
      const name = todo.shift() ?? '';
      if (name === '' || name === '.') continue;
      if (name === '..') {
        here = here.slice(0, -1);
        continue;
      }
      if (!isPlainName(name)) throw new TreeFault('ENOENT', 'No such file');
      const next = [...here, name];
      const stat = lstatSync(this.#real(next), { throwIfNoEntry: false });
      const last = todo.every((rest) => rest === '' || rest === '.');
      if (stat?.isSymbolicLink() && (!last || options.follow)) {
        hops += 1;
        if (hops > maxHops) throw new TreeFault('ELOOP', 'Too many levels of symbolic links');
        const target = readlinkSync(this.#real(next));
        if (target.startsWith('/')) here = [];
        todo.unshift(...target.split('/'));
        continue;
      }
      if (!last && !stat) throw new TreeFault('ENOENT', 'No such file');
      if (!last && !stat?.isDirectory()) throw new TreeFault('ENOTDIR', 'Not a directory');
      here = next;
    }
    return { path: `/${here.join('/')}`, real: this.#real(here) };
  }

  stat(path: string, options: { follow: boolean }): Stats {
    return lstatSync(this.find(path, options).real);
  }

  /** Names in a folder; those that are no text are left out. */
  list(path: string): { name: string; stat: Stats }[] {
    const { real } = this.find(path, { follow: true });
    const entries: { name: string; stat: Stats }[] = [];
    for (const name of readdirSync(real)) {
      if (!isPlainName(name)) continue;
      const at = path === '/' && name === this.shared.name ? this.shared.real : join(real, name);
      const stat = lstatSync(at, { throwIfNoEntry: false });
      if (stat) entries.push({ name, stat });
    }
    return entries;
  }

  readLink(path: string): string {
    return readlinkSync(this.find(path, { follow: false }).real);
  }

  /** Opens an ordinary file. `flags` are those of open(2). */
  open(path: string, flags: number, mode: number): number {
    const found = this.find(path, { follow: true });
    const stat = lstatSync(found.real, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw new TreeFault('EISDIR', 'Is a directory');
    if (stat && !stat.isFile()) throw new TreeFault('EACCES', 'Not an ordinary file');
    if (!stat) this.#needChangeable(found.path);
    return openSync(found.real, flags | (constants.O_NOFOLLOW ?? 0), mode & 0o777);
  }

  makeFolder(path: string, mode: number): void {
    const found = this.find(path, { follow: false });
    this.#needChangeable(found.path);
    mkdirSync(found.real, { mode: mode & 0o777 });
  }

  removeFolder(path: string): void {
    const found = this.find(path, { follow: false });
    this.#needChangeable(found.path);
    rmdirSync(found.real);
  }

  remove(path: string): void {
    const found = this.find(path, { follow: false });
    this.#needChangeable(found.path);
    if (lstatSync(found.real).isDirectory()) throw new TreeFault('EISDIR', 'Is a directory');
    unlinkSync(found.real);
  }

  rename(from: string, to: string, options: { replace: boolean }): void {
    const source = this.find(from, { follow: false });
    const target = this.find(to, { follow: false });
    this.#needChangeable(source.path);
    this.#needChangeable(target.path);
    const taken = lstatSync(target.real, { throwIfNoEntry: false });
    if (taken && !options.replace) throw new TreeFault('EEXIST', 'File exists');
    renameSync(source.real, target.real);
  }

  /** The target is text: it is followed by `find` alone. */
  link(target: string, path: string): void {
    const found = this.find(path, { follow: false });
    this.#needChangeable(found.path);
    if (target === '' || target.includes('\0')) throw new TreeFault('EINVAL', 'Bad target');
    symlinkSync(target, found.real);
  }

  /** For settings of what exists: attributes of the folders that hold the home are not changed. */
  changeable(path: string): string {
    const found = this.find(path, { follow: true });
    if (!this.#isFixed(found.path)) return found.real;
    throw new TreeFault('EACCES', 'Permission denied');
  }

  #real(names: readonly string[]): string {
    return names[0] === this.shared.name
      ? join(this.shared.real, ...names.slice(1))
      : join(this.root, ...names);
  }

  /** `/`, `/home`, the home, and the shared folder itself. */
  #isFixed(path: string): boolean {
    return (
      path === '/' || `${this.home}/`.startsWith(`${path}/`) || path === `/${this.shared.name}`
    );
  }

  /** As for an ordinary user: only the home and the shared folder can be written to. */
  #needChangeable(path: string): void {
    const inside = path.startsWith(`${this.home}/`) || path.startsWith(`/${this.shared.name}/`);
    if (!inside) throw new TreeFault('EACCES', 'Permission denied');
  }
}
