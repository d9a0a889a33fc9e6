/**
 * Puts the built app where a lab user can read it. A checkout of root's may lie in a folder that
 * is closed to everybody else, and so may the cache that the runtime lives in.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findFiles } from '../../scripts/find-files.mjs';

/** Bits that everybody needs: read all, and run what its owner may run. */
const openMode = (mode: number) => (mode & 0o100 ? 0o755 : 0o644);

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // Another file system, too many links, or a policy against links: a copy does as well.
    if (!(error instanceof Error)) throw error;
    copyFileSync(from, to);
  }
}

/** Copies a tree (or links its files where they are open to all and `link` is set). */
export function stageTree(from: string, to: string, link: boolean): void {
  const entry = lstatSync(from);
  if (entry.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
  } else if (entry.isDirectory()) {
    mkdirSync(to, { recursive: true });
    chmodSync(to, 0o755);
    for (const name of readdirSync(from)) stageTree(join(from, name), join(to, name), link);
  } else if (entry.isFile()) {
    const mode = openMode(entry.mode);
    if (link && (entry.mode & mode) === mode) {
      linkOrCopy(from, to);
    } else {
      copyFileSync(from, to);
      chmodSync(to, mode);
    }
  }
}

interface Manifest {
  dependencies?: Record<string, string>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Packages that the bundles load at run time: the build leaves `dependencies` of main outside. */
function packagesLoaded(projectRoot: string): string[] {
  const known = Object.keys(manifestOf(projectRoot).dependencies ?? {});
  const bundles = findFiles(projectRoot, ['out/main', 'out/preload'], (file: string) =>
    /\.[cm]?js$/.test(file),
  );
  const text = bundles.map((file: string) => readFileSync(join(projectRoot, file), 'utf8')).join();
  return known.filter((name) => new RegExp(`["'\`]${name}(/[^"'\`]*)?["'\`]`).test(text));
}

/** With what they need themselves; npm's flat layout. Optional ones that are absent stay absent. */
function withDependencies(projectRoot: string, names: readonly string[]): Set<string> {
  const all = new Set<string>();
  const visit = (name: string) => {
    const folder = join(projectRoot, 'node_modules', name);
    if (all.has(name) || !existsSync(folder)) return;
    all.add(name);
    for (const next of Object.keys(manifestOf(folder).dependencies ?? {})) visit(next);
  };
  for (const name of names) visit(name);
  return all;
}

/**
 * Stages the app and the runtime's dist folder under `place`.
 * @returns the app's folder and the executable, both readable for everybody
 */
export function stageApp(
  projectRoot: string,
  executable: string,
  place: string,
): { appDir: string; executable: string } {
  mkdirSync(place, { recursive: true });
  chmodSync(place, 0o755);
  const appDir = join(place, 'app');
  mkdirSync(appDir);
  for (const name of ['out', 'package.json', 'resources']) {
    const from = join(projectRoot, name);
    if (existsSync(from)) stageTree(from, join(appDir, name), false);
  }
  for (const name of withDependencies(projectRoot, packagesLoaded(projectRoot))) {
    const to = join(appDir, 'node_modules', name);
    mkdirSync(dirname(to), { recursive: true });
    stageTree(join(projectRoot, 'node_modules', name), to, true);
  }
  const dist = join(place, 'runtime');
  stageTree(dirname(executable), dist, true);
  return { appDir, executable: join(dist, 'electron') };
}
