/** The log as the viewer reads it: the newest entries, in order, bounded, without secrets. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { createRedactor } from '../engine/kit/redact';
import { logStamp, readLogTail } from './log-reader';

const folder = mkdtempSync(join(tmpdir(), 'log-reader-'));
const logs = join(folder, 'logs');
const current = join(logs, 'labmate.log');
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs);
});

const line = (text: string, more: Record<string, unknown> = {}) =>
  `${JSON.stringify({ at: '2026-01-01T00:00:00.000Z', level: 'info', scope: 's', text, ...more })}\n`;
const read = async (count = 100, redactor = createRedactor()) =>
  (await readLogTail(folder, count, redactor)).map(({ text }) => text);

test('no log yet is an empty one', async () => {
  rmSync(logs, { recursive: true });
  assert.deepEqual(await read(), []);
});

test('the newest, oldest first, on into the generation before', async () => {
  writeFileSync(`${current}.1`, line('a') + line('b'));
  writeFileSync(current, line('c') + line('d'));
  assert.deepEqual(await read(), ['a', 'b', 'c', 'd']);
  assert.deepEqual(await read(3), ['b', 'c', 'd']);
  assert.deepEqual(await read(1), ['d']);
});

test('a new file is begun between two looks: nothing is shown twice', async () => {
  writeFileSync(current, line('a') + line('b'));
  linkSync(current, `${current}.1`);
  assert.deepEqual(await read(), ['a', 'b']);
});

test('lines that are no entries are skipped: cut by a crash, of another program, of another shape', async () => {
  writeFileSync(
    current,
    `half":1}\nnoise\n[1]\n${line('good')}${line('odd', { level: 'loud' })}{"at":"x"`,
  );
  assert.deepEqual(await read(), ['good']);
});

test('what was typed as a secret is taken out of text and data, although the file has it', async () => {
  const redactor = createRedactor();
  redactor.learn('hunter2-hunter2');
  writeFileSync(
    current,
    line('said hunter2-hunter2', { data: { deep: ['hunter2-hunter2'], password: 'other' } }),
  );
  const [entry] = await readLogTail(folder, 10, redactor);
  assert.ok(entry);
  assert.doesNotMatch(JSON.stringify(entry), /hunter2|other/);
  assert.match(entry.text, /^said /);
  assert.ok(entry.data.includes('deep'));
});

test('one huge entry is cut, and many of them do not fill the window', async () => {
  const long = 'x'.repeat(20_000);
  writeFileSync(current, line(long, { data: { long } }) + line('end'));
  const [cut, end] = await readLogTail(folder, 10, createRedactor());
  assert.equal(cut?.text.length, 4001);
  assert.ok(cut?.text.endsWith('…') && cut.data.endsWith('…'));
  assert.equal(end?.text, 'end');
  writeFileSync(current, line('y'.repeat(4000)).repeat(1200));
  const many = await readLogTail(folder, 100_000, createRedactor());
  assert.ok(many.length > 700 && many.length < 1200, `${many.length}`);
});

test('of a file larger than the tail only the end is read', async () => {
  writeFileSync(current, line('first') + `${'z'.repeat(1023)}\n`.repeat(5 * 1024) + line('last'));
  assert.deepEqual(await read(), ['last']);
});

test('the stamp changes with every entry and with the turn of the file, and else not', async () => {
  const none = await logStamp(folder);
  writeFileSync(current, line('a'));
  const one = await logStamp(folder);
  assert.equal(await logStamp(folder), one);
  appendFileSync(current, line('b'));
  const two = await logStamp(folder);
  renameSync(current, `${current}.1`);
  assert.equal(new Set([none, one, two, await logStamp(folder)]).size, 4);
});
