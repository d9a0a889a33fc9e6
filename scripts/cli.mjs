#!/usr/bin/env node
/**
 * `npm run -s cli -- …`: the command line from the sources, built first when stale. Arguments,
 * streams, signals and the exit code pass through untouched.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCli, isCliStale } from './build-cli.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
try {
  if (isCliStale(projectRoot)) await buildCli(projectRoot);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const child = spawn(
  process.execPath,
  [join(projectRoot, 'out/main/labmate.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// Ctrl-C reaches the child by itself, a `kill` of this process does not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
