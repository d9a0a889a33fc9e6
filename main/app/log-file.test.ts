import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLogFile } from './log-file';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labmate-log-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const limit = 5 * 1024 * 1024;
const numbersIn = async (file: string): Promise<unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).data.n);

test('one object a line, with its time and scope', async () => {
  const data = join(folder, 'plain');
  const { log, close } = openLogFile(data, false);
  log.scoped('here').info('text', { n: 1 });
  await close();
  const entry = JSON.parse(await readFile(join(data, 'logs/labmate.log'), 'utf8'));
  assert.ok(Math.abs(Date.parse(entry.at) - Date.now()) < 60_000);
  assert.deepEqual(
    { ...entry, at: '' },
    { at: '', level: 'info', scope: 'here', text: 'text', data: { n: 1 } },
  );
});

test('while it runs it is turned over, loses no line and keeps one predecessor', async () => {
  const data = join(folder, 'long');
  const { log, close } = openLogFile(data, false);
  const text = 'x'.repeat(64 * 1024);
  const lines = 230; // 14.4 MiB: turned over twice
  for (let n = 0; n < lines; n += 1) {
    log.info(text, { n });
    // The file is opened in a later turn, as in the app.
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await close();
  const logs = join(data, 'logs');
  assert.deepEqual((await readdir(logs)).sort(), ['labmate.log', 'labmate.log.1']);
  for (const name of await readdir(logs)) {
    const { size } = await stat(join(logs, name));
    assert.ok(size < limit + 2 * text.length, `${name} has ${size} bytes`);
  }
  const kept = [
    ...(await numbersIn(join(logs, 'labmate.log.1'))),
    ...(await numbersIn(join(logs, 'labmate.log'))),
  ];
  assert.deepEqual(
    kept,
    Array.from(kept, (_, at) => lines - kept.length + at),
  );
});

test('a log that was left too long is turned over at the start', async () => {
  const data = join(folder, 'plain');
  const file = join(data, 'logs/labmate.log');
  await writeFile(file, 'y'.repeat(limit + 1));
  const { log, close } = openLogFile(data, false);
  log.info('new', { n: 1 });
  await close();
  assert.deepEqual(await numbersIn(file), [1]);
  assert.equal((await stat(`${file}.1`)).size, limit + 1);
});
