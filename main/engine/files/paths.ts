/** Remote paths as text: always POSIX, whatever this computer is. Pure functions. */
import { ProblemError } from '../kit/outcome';
import { fileProblem } from './words';

/** Linux limits: NAME_MAX and PATH_MAX, in bytes (limits.h). */
export const nameLimitBytes = 255;
export const pathLimitBytes = 4096;

/**
 * Makes a path absolute: `~` and `~/x` lie in `home`, so does a relative one. Doubled and trailing
 * slashes go (a trailing one would make the server follow a symlink), `.` and `..` stay.
 * @throws ProblemError `files/bad-path`
 */
export function absolutePath(path: string, home: string): string {
  if (path.includes('\0')) throw bad(path, 'A path cannot hold a NUL character.');
  const from = path === '~' ? home : path.startsWith('~/') ? `${home}/${path.slice(2)}` : path;
  const whole = from.startsWith('/') ? from : `${home}/${from}`;
  const tidy = whole.replace(/\/+/g, '/');
  return tidy.length > 1 && tidy.endsWith('/') ? tidy.slice(0, -1) : tidy;
}

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True when a name or the whole path is longer than Linux allows. */
export function tooLong(path: string): boolean {
  return (
    Buffer.byteLength(path) >= pathLimitBytes ||
    path.split('/').some((name) => Buffer.byteLength(name) > nameLimitBytes)
  );
}

/** Refuses a path whose last part names no entry of its own (`/`, `.`, `..`). */
export function refuseUnnamed(path: string): void {
  const name = lastName(path);
  if (name === '' || name === '.' || name === '..') {
    throw bad(path, 'It names no single file or folder.');
  }
}

const bad = (path: string, reason: string) =>
  new ProblemError(fileProblem({ what: 'bad-path', path, reason }));
