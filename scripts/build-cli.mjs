/**
 * Bundles the command line alone: a fraction of a second, where the whole build takes much longer.
 * The result is put in place by rename, so that parallel callers and running copies do not mind.
 */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findFiles } from './find-files.mjs';

const bundle = 'out/main/labmate.js';
const sources = ['main', 'preload/contract', 'resources'];

/** True when the bundle is missing or a source is newer. */
export function isCliStale(projectRoot) {
  const built = modified(join(projectRoot, bundle));
  if (built === undefined) return true;
  const isSource = (file) => !/\.test\.ts$/.test(file);
  return [...findFiles(projectRoot, sources, isSource), 'package.json'].some(
    (file) => (modified(join(projectRoot, file)) ?? 0) > built,
  );
}

function modified(path) {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @throws Error whose message is what the bundler says */
export async function buildCli(projectRoot) {
  const target = join(projectRoot, bundle);
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['main/cli/labmate.ts'],
    outfile: bundle,
    write: false,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  mkdirSync(join(projectRoot, 'out/main'), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, outputFiles[0].contents, { mode: 0o755 });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
