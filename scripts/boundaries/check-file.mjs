/** Holds one file against the table of rules.mjs. */
import { existsSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { readImports } from './read-imports.mjs';
import { rooms, shellFree } from './rules.mjs';

const builtins = new Set(builtinModules);

/** A pattern of the table as an expression; `<name>` captures, or stands for what was captured. */
function expression(pattern, captured) {
  const text = pattern
    .split(/(\*\*|\*|<[a-z]+>)/)
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (!/^<[a-z]+>$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const name = part.slice(1, -1);
      return captured ? (captured[name] ?? '(?!)') : `(?<${name}>[^/]+)`;
    })
    .join('');
  return new RegExp(`^${text}$`);
}

const withoutExtension = (path) => path.replace(/\.(d\.)?[cm]?tsx?$/, '');

/** The room of a file and what its pattern captured. */
export function roomOf(file) {
  const path = withoutExtension(file);
  for (const room of rooms) {
    for (const pattern of room.files) {
      const match = expression(pattern).exec(path);
      if (match) return { room, captured: { ...match.groups } };
    }
  }
  return undefined;
}

/** What an import names, in the table's spelling: a path from the root, `node:x`, or a package. */
function targetOf(projectRoot, file, target) {
  const plain = target.replace(/\?.*$/, ''); // Vite's `?url`, `?worker`
  if (plain.startsWith('.')) {
    const path = withoutExtension(posix.join(posix.dirname(file), plain));
    const isFolder = statSync(join(projectRoot, path), { throwIfNoEntry: false })?.isDirectory();
    const isFile = ['.ts', '.tsx'].some((ending) => existsSync(join(projectRoot, path + ending)));
    return isFolder && !isFile ? `${path}/index` : path;
  }
  return builtins.has(plain) ? `node:${plain}` : plain;
}

function allowed(entries, captured, target, isType) {
  return entries.some((entry) => {
    const typeOnly = entry.startsWith('type ');
    if (typeOnly && !isType) return false;
    return expression(typeOnly ? entry.slice('type '.length) : entry, captured).test(target);
  });
}

function importFault(projectRoot, file, { target, isType }) {
  const { room, captured } = roomOf(file);
  if (target === undefined)
    return { rule: 'computed', what: 'imports a module by a computed name' };
  const path = targetOf(projectRoot, file, target);
  const denied = room.not && allowed(room.not, captured, path, true);
  if (!denied && allowed(room.may, captured, path, isType)) return undefined;
  const asType = !isType && !denied && allowed(room.may, captured, path, true);
  const how = asType ? 'only by `import type`' : 'not at all';
  return { rule: room.room, what: `may import ${path} ${how}: ${room.why}` };
}

/**
 * @param {string} projectRoot
 * @param {string} file where it stands (or, for a sample, would stand) from the root, with `/`
 * @param {string} source
 * @returns {{ file: string, line: number, rule: string, what: string }[]}
 */
export function checkFile(projectRoot, file, source) {
  if (!roomOf(file)) {
    return [
      {
        file,
        line: 1,
        rule: 'roomless',
        what: 'stands in no room of scripts/boundaries/rules.mjs',
      },
    ];
  }
  const { imports, shells } = readImports(file, source);
  const faults = [];
  for (const entry of imports) {
    const fault = importFault(projectRoot, file, entry);
    if (fault) faults.push({ file, line: entry.line, ...fault });
  }
  if (shellFree.some((pattern) => expression(pattern).test(file))) {
    for (const { what, line } of shells) faults.push({ file, line, rule: 'shell', what });
  }
  return faults;
}
