/** Bundles a TypeScript program of the project and runs it in plain Node, for npm's commands. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs it to its end, in the project's folder and with this terminal.
 * @param {string} entry the program, below the project's folder
 * @param {string} name its folder below `.cache`
 * @param {string[]} [args]
 * @returns {Promise<number>} its exit code
 */
export async function runBundled(entry, name, args = []) {
  const outfile = join(root, '.cache', name, 'index.mjs');
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node18',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const words = ['--enable-source-maps', outfile, ...args];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}
