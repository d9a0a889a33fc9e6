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

test('a flood does not pile up in memory, and the log says how much it left out', async () => {
  const data = join(folder, 'flood');
  const { log, close } = openLogFile(data, false);
  const text = 'x'.repeat(64 * 1024);
  // All in one turn: the disk gets no chance.
  for (let n = 0; n < 600; n += 1) log.info(text, { n });
  await close();
  const lines: { text: string; data: { entries: number } }[] = [];
  for (const name of await readdir(join(data, 'logs'))) {
    const whole = await readFile(join(data, 'logs', name), 'utf8');
    lines.push(
      ...whole
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
  const told = lines.find(({ text }) => text.startsWith('entries were left out'));
  assert.ok(told && told.data.entries > 300 && told.data.entries < 400, JSON.stringify(told));
});

test('one huge entry keeps its beginning only, as one whole line', async () => {
  const data = join(folder, 'huge');
  const { log, close } = openLogFile(data, false);
  log.info('sign-in banner', { text: '"'.repeat(1024 * 1024) });
  await close();
  const line = (await readFile(join(data, 'logs/labmate.log'), 'utf8')).trimEnd();
  assert.ok(line.length < 128 * 1024);
  assert.equal(JSON.parse(line).text, 'sign-in banner');
});
