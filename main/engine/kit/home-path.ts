/** Paths as people and ssh configs write them. */
import { homedir } from 'node:os';
import { sep } from 'node:path';

/** An absolute path with `~` for the home folder (`~/.ssh/id_x`); ssh takes slashes everywhere. */
export function asWritten(path: string, home = homedir()): string {
  if (!path.startsWith(home + sep)) return path;
  return `~/${path.slice(home.length + sep.length).replaceAll(sep, '/')}`;
}
