/** Remote paths as text. The server's paths are POSIX on every platform. Pure. */

export interface Crumb {
  label: string;
  path: string;
}

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** The folder above; the root is its own parent. */
export function parentPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  return slash <= 0 ? '/' : trimmed.slice(0, slash);
}

/** `/data/asha` → `/`, `data`, `asha`, each with its path. */
export function crumbsOf(path: string): Crumb[] {
  const names = path.split('/').filter((name) => name !== '');
  const crumbs: Crumb[] = [{ label: '/', path: '/' }];
  let at = '';
  for (const name of names) {
    at = `${at}/${name}`;
    crumbs.push({ label: name, path: at });
  }
  return crumbs;
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
