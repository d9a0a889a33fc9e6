/**
 * Stands in front of every test file (esbuild's `inject`): a file whose process ends before its tests
 * do, by `process.exit(0)` or because nothing is left to wait for, must not count as passed.
 */
import { after } from 'node:test';

let finished = false;
after(() => {
  finished = true;
});
process.on('exit', (code) => {
  if (!finished && code === 0) {
    console.error('the process of this test file ended before its tests did');
    process.exitCode = 1;
  }
});
