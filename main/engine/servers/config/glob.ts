/** File name patterns of `Include`, as glob(3): `*`, `?`, `[…]`; a leading dot needs a dot. */
import { existsSync, readdirSync } from 'node:fs';
import { join, parse, sep } from 'node:path';

export interface GlobResult {
  /** Existing paths in byte order. */
  paths: string[];
  /** Folders that were looked into: a change there can change the answer. */
  folders: string[];
}

/** Expands an absolute path with wildcards. A path without wildcards is returned as it is. */
export function glob(pattern: string): GlobResult {
  if (!/[*?[]/.test(pattern)) return { paths: [pattern], folders: [] };
  const { root } = parse(pattern);
  const parts = pattern.slice(root.length).split(sep === '\\' ? /[\\/]/ : '/');
  const folders: string[] = [];
  let found = [root];
  for (const part of parts.filter((text) => text !== '')) {
    found = found.flatMap((folder) => step(folder, part, folders));
  }
  return { paths: found.filter((path) => existsSync(path)).sort(byBytes), folders };
}

function step(folder: string, part: string, folders: string[]): string[] {
  if (!/[*?[]/.test(part)) return [join(folder, part)];
  folders.push(folder);
  const expression = componentExpression(part);
  return namesIn(folder)
    .filter((name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => join(folder, name));
}

/** An unreadable or missing folder has no names that match, as in glob(3). */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function componentExpression(part: string): RegExp {
  let source = '';
  for (let at = 0; at < part.length; at += 1) {
    const char = part[at] ?? '';
    const end = char === '[' ? part.indexOf(']', at + 2) : -1;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (end > 0) {
      const inside = part
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\[\]]/g, '\\$&');
      source += `[${inside}]`;
      at = end;
    } else source += char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    // A range such as `[z-a]` matches nothing in glob(3) too.
    return /^(?!)/;
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
