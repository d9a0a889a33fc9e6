/** Bundles test files with esbuild, so that any Node can run them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * @param {string} root the project
 * @param {string[]} files below it
 * @param {string} outdir emptied first
 * @returns {Promise<string[]>} the bundles, in the order of the files
 */
export async function bundleTests(root, files, outdir) {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: files,
    inject: [join(root, 'scripts/test-guard.mjs')],
    outdir,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node18',
    format: 'esm',
    jsx: 'automatic',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return files.map((file) => join(outdir, file.replace(/\.tsx?$/, '.mjs')));
}
