#!/usr/bin/env node
/**
 * The bootstrap as a command: makes a runtime present, prints the path of its executable, and
 * says on stderr which one it is and why.
 *
 *   node scripts/electron-runtime.mjs [--retry] [--json]
 *
 * `--retry` forgets that the download was refused lately. `--json` prints the whole Runtime.
 */
import { fileURLToPath } from 'node:url';
import { ensureRuntime } from './electron-bootstrap.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
try {
  const runtime = await ensureRuntime({ projectRoot, retry: process.argv.includes('--retry') });
  console.error(runtime.line);
  console.log(process.argv.includes('--json') ? JSON.stringify(runtime) : runtime.path);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
