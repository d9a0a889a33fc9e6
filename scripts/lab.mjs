#!/usr/bin/env node
/**
 * `npm run lab`: a lab of servers for a person, until Ctrl+C. The lab is the tests' own
 * (e2e/lab); this only bundles and starts it.
 *
 *   node scripts/lab.mjs            start one
 *   node scripts/lab.mjs --clean    remove what labs of dead processes left behind
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { setUpMachine } from './setup-machine.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root); // the lab finds its fixtures from here
const clean = process.argv.includes('--clean');
if (!clean) {
  const missing = setUpMachine((text) => console.error(text));
  if (missing) console.error(missing);
}
const entry = clean ? 'clean' : 'for-a-person';
const outfile = join(root, '.cache/lab', `${entry}.mjs`);
mkdirSync(join(root, '.cache/lab'), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [`e2e/lab/${entry}.ts`],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node18',
  format: 'esm',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
