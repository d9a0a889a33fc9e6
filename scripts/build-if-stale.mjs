/**
 * Builds the app, and knows whether that is needed: a stamp in `out/` holds a digest of every
 * source's path, size and time, so a removed file or a changed branch counts too.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './electron-cache.mjs';
import { findFiles } from './find-files.mjs';

const stampPath = 'out/.built-from';
const singles = [
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/first-picture.mjs',
  'tsconfig.base.json',
];

function fingerprint(projectRoot, file) {
  try {
    const { size, mtimeMs } = statSync(join(projectRoot, file));
    return `${file}\n${size}\n${mtimeMs}\n`;
  } catch (error) {
    if (error.code === 'ENOENT') return `${file}\nmissing\n`;
    throw error;
  }
}

/** Digest of what the build is made from. */
export function sourcesDigest(projectRoot) {
  const isSource = (file) => !/\.test\.tsx?$/.test(file);
  const sources = findFiles(projectRoot, ['main', 'preload', 'renderer', 'resources'], isSource);
  const hash = createHash('sha256');
  for (const file of [...singles, ...sources]) hash.update(fingerprint(projectRoot, file));
  return hash.digest('hex');
}

export function isStale(projectRoot) {
  try {
    return readFileSync(join(projectRoot, stampPath), 'utf8') !== sourcesDigest(projectRoot);
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    throw error;
  }
}

/** Says that `out/` is no build of ours any more (electron-vite's dev mode writes there too). */
export function forgetBuild(projectRoot) {
  rmSync(join(projectRoot, stampPath), { force: true });
}

/** electron-vite is called by its file: its link in `.bin` may lack the run bit. */
export const electronVite = 'node_modules/electron-vite/bin/electron-vite.js';

function runBuild(projectRoot, quiet) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectRoot, electronVite), 'build'], {
      cwd: projectRoot,
      // What a program prints on stdout is its result; a build on the way is not part of it.
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    });
    let output = '';
    const keep = (data) => {
      output = (output + data).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The build failed (exit code ${code}).\n${output}`.trimEnd()));
    });
  });
}

/** Builds whatever the state; the stamp is of before the build, so an edit meanwhile is noticed. */
export async function build(projectRoot, { quiet = false } = {}) {
  const digest = sourcesDigest(projectRoot);
  forgetBuild(projectRoot);
  await runBuild(projectRoot, quiet);
  writeFileSync(join(projectRoot, stampPath), digest);
}

/**
 * Builds if a source changed since the last build. Parallel callers wait for one build.
 * @returns whether it built
 */
export async function buildIfStale(projectRoot, { quiet = false } = {}) {
  if (!isStale(projectRoot)) return false;
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  return withLock(join(projectRoot, '.cache', 'build.lock'), async () => {
    if (!isStale(projectRoot)) return false;
    await build(projectRoot, { quiet });
    return true;
  });
}
