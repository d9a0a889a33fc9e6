/** A small file of our own: whole or not there, the newest text wins, and a broken disk is no crash. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { type LogEntry, logTo } from '../engine/kit/log';
import { keptFile } from './kept-file';

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
const path = join(folder, 'view.json');
let entries: LogEntry[] = [];
const file = (limit = 10) =>
  keptFile(
    path,
    limit,
    logTo((entry) => entries.push(entry)),
  );
beforeEach(() => {
  entries = [];
  rmSync(path, { recursive: true, force: true });
});
after(() => rmSync(folder, { recursive: true }));

test('what is written can be read, and what is removed is gone', async () => {
  assert.equal(await file().read(), null);
  assert.deepEqual(entries, [], 'no file yet is nothing to speak of');
  await file().write('{"a":1}');
  assert.equal(await file().read(), '{"a":1}');
  await file().remove();
  assert.equal(existsSync(path), false);
  await file().remove();
});

test('of many quick writes the newest stands in the file', async () => {
  const kept = file();
  const texts = Array.from({ length: 30 }, (_, n) => `${n}`);
  const [oldest, ...rest] = texts.map((text) => kept.write(text));
  await oldest;
  assert.equal(existsSync(path), false, 'one that is old already is not written');
  await Promise.all(rest);
  assert.equal(readFileSync(path, 'utf8'), '29');
  const written = kept.write('x');
  const removed = kept.remove();
  await Promise.all([written, removed]);
  assert.equal(existsSync(path), false, 'the removal came last');
});

test('settled waits for the disk', async () => {
  const kept = file();
  void kept.write('last');
  await kept.settled();
  assert.equal(readFileSync(path, 'utf8'), 'last');
});

test('more than the limit is neither written nor read; a character may be several bytes', async () => {
  const kept = file();
  await kept.write('12345');
  await assert.rejects(kept.write('x'.repeat(11)), RangeError);
  await assert.rejects(kept.write('€€€€'), RangeError);
  assert.equal(readFileSync(path, 'utf8'), '12345');
  writeFileSync(path, 'y'.repeat(11));
  assert.equal(await kept.read(), null, 'not ours');
});

test('a disk that fails is told to the caller and the log, and the next write works', async () => {
  mkdirSync(path);
  const kept = file(100_000);
  assert.equal(await kept.read(), null);
  await assert.rejects(kept.write('a'));
  await kept.settled();
  assert.deepEqual(
    entries.map(({ text }) => text),
    ['a kept file cannot be read', 'a file could not be kept'],
  );
  rmSync(path, { recursive: true });
  await kept.write('b');
  assert.equal(readFileSync(path, 'utf8'), 'b');
});
