/** No change is lost between reading a file and looking at it the next time. */
import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { followFiles } from './follow-files';

const folder = mkdtempSync(join(tmpdir(), 'follow-files-'));
after(() => rmSync(folder, { recursive: true }));

/** Keeps the threads that look at files busy: what is asked of them now is seen later. */
function busyThreads(): Promise<unknown> {
  const one = () =>
    new Promise((resolve) => pbkdf2('x', 'y', 400_000, 32, 'sha256', () => resolve(undefined)));
  return Promise.all([one(), one(), one(), one()]);
}

test('what changes right after it was read is told, however slow the disk', {
  timeout: 15_000,
}, async () => {
  const path = join(folder, 'config');
  // What waits for files lets a program end; the test must stay.
  const stay = setInterval(() => {}, 1000);
  const busy = busyThreads();
  let told = 0;
  await new Promise<void>((resolve) => {
    const stop = followFiles(
      () => [path],
      () => {
        told += 1;
        stop();
        resolve();
      },
    );
    writeFileSync(path, 'made at once');
  });
  clearInterval(stay);
  assert.equal(told, 1);
  await busy;
});
