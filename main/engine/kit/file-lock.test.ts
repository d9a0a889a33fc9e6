import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LockTimeout, withFileLock } from './file-lock';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labmate-lock-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('twenty at once count to twenty', async () => {
  const file = join(folder, 'counter');
  await writeFile(file, '0');
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withFileLock(file, async () => {
        const now = Number(await readFile(file, 'utf8'));
        await new Promise((done) => setImmediate(done));
        await writeFile(file, String(now + 1));
      }),
    ),
  );
  assert.equal(await readFile(file, 'utf8'), '20');
  assert.deepEqual(await readdir(folder), ['counter'], 'no lock is left');
});

test('a lock in use is waited for, then given up, and left to its holder', async () => {
  const file = join(folder, 'held');
  await writeFile(`${file}.lock`, 'somebody\n');
  await assert.rejects(
    withFileLock(file, async () => assert.fail('the lock was ignored'), 60),
    LockTimeout,
  );
  assert.equal(await readFile(`${file}.lock`, 'utf8'), 'somebody\n');
  await rm(`${file}.lock`);
});

test('the lock of a process that died is taken over', async () => {
  const file = join(folder, 'stale');
  await writeFile(`${file}.lock`, 'dead\n');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${file}.lock`, longAgo, longAgo);
  assert.equal(await withFileLock(file, async () => 'mine', 5000), 'mine');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('stale')),
    [],
  );
});

test('the lock is released when the work fails', async () => {
  const file = join(folder, 'failing');
  await assert.rejects(
    withFileLock(file, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await withFileLock(file, async () => 1, 1000), 1);
});
