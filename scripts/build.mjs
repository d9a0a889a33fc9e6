#!/usr/bin/env node
/**
 * `npm run build`: the window, the workers and the command line into `out/`.
 * With `--if-stale` nothing happens when no source changed.
 */
import { fileURLToPath } from 'node:url';
import { build, buildIfStale } from './build-if-stale.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
try {
  if (process.argv.includes('--if-stale')) await buildIfStale(projectRoot, { quiet: true });
  else await build(projectRoot);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
