/** What settings on disk mean, and what a change leaves alone. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { defaultSettings, settings, settingsPatch } from '../../preload/contract/settings';
import { logTo } from '../engine/kit/log';
import { openSettings, settingsOf } from './settings';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const path = join(folder, 'settings.json');
const log = logTo(() => {});
after(() => rmSync(folder, { recursive: true }));

const onDisk = () => JSON.parse(readFileSync(path, 'utf8')) as unknown;

test('no file means the defaults, and nothing is written', async () => {
  const store = openSettings(folder, log);
  assert.deepEqual(store.feed.value, defaultSettings);
  assert.throws(onDisk, { code: 'ENOENT' });
});

test('a change is told, written, and keeps what this version does not know', async () => {
  writeFileSync(path, JSON.stringify({ terminal: { fontSize: 15, future: 1 }, other: [2] }));
  const store = openSettings(folder, log);
  assert.equal(store.feed.value.terminal.fontSize, 15);
  await store.change({ terminal: { lineHeight: 1.5 } });
  assert.equal(store.feed.value.terminal.fontSize, 15);
  assert.deepEqual(onDisk(), {
    terminal: { fontSize: 15, future: 1, lineHeight: 1.5 },
    other: [2],
  });
  await store.reset('terminal');
  assert.deepEqual(store.feed.value.terminal, defaultSettings.terminal);
  assert.deepEqual(onDisk(), { other: [2] });
});

test('a value that makes no sense is the default; its neighbours stay', () => {
  const read = settingsOf({ terminal: { fontSize: 9000, lineHeight: 1.4 }, window: 'no' });
  assert.equal(read.terminal.fontSize, defaultSettings.terminal.fontSize);
  assert.equal(read.terminal.lineHeight, 1.4);
  assert.deepEqual(read.window, defaultSettings.window);
});

test('a file that is no JSON is set aside and said; the next change writes a new one', async () => {
  for (const text of ['{ broken', '[1]']) {
    writeFileSync(path, text);
    const store = openSettings(folder, log);
    assert.deepEqual(store.feed.value, defaultSettings);
    assert.equal(store.trouble?.tag, 'settings/unreadable');
    const aside = String(store.trouble?.facts['aside']);
    assert.equal(readFileSync(join(folder, aside), 'utf8'), text);
    await store.change({ files: { showHidden: true } });
    assert.deepEqual(onDisk(), { files: { showHidden: true } });
    assert.equal(openSettings(folder, log).trouble, null);
  }
});

test('a change that cannot be written does not hold; the next one is not lost with it', async () => {
  const own = mkdtempSync(join(folder, 'own-'));
  const store = openSettings(own, log);
  const seen: number[] = [];
  const stop = store.feed.follow((now) => void seen.push(now.terminal.fontSize));
  rmSync(own, { recursive: true });
  await assert.rejects(store.change({ terminal: { fontSize: 20 } }), /could not be saved/);
  assert.equal(store.feed.value.terminal.fontSize, defaultSettings.terminal.fontSize);
  assert.deepEqual(seen.slice(-2), [20, defaultSettings.terminal.fontSize]);
  stop();
  mkdirSync(own);
  await store.change({ files: { showHidden: true } });
  assert.deepEqual(JSON.parse(readFileSync(join(own, 'settings.json'), 'utf8')), {
    files: { showHidden: true },
  });
});

test('a hostile file: names of prototypes, wrong shapes, a giant, a folder', async () => {
  const text =
    '{"__proto__":{"terminal":{"fontSize":20}},"constructor":{},"terminal":{"__proto__":{"fontSize":21}},"window":[1]}';
  writeFileSync(path, text);
  const store = await openSettings(folder, log);
  assert.deepEqual(store.feed.value, defaultSettings);
  await store.change({ terminal: { fontSize: 14 } });
  assert.equal(({} as Record<string, unknown>)['terminal'], undefined);
  assert.equal(store.feed.value.terminal.fontSize, 14);
  writeFileSync(path, JSON.stringify({ terminal: { fontSize: 20 }, x: 'x'.repeat(2 << 20) }));
  assert.deepEqual((await openSettings(folder, log)).feed.value, defaultSettings);
  rmSync(path);
  mkdirSync(path);
  assert.deepEqual((await openSettings(folder, log)).feed.value, defaultSettings);
  rmSync(path, { recursive: true });
});

test('only groups that there are can be reset', () => {
  const { input } = settings.reset;
  assert.ok(input.safeParse({}).success && input.safeParse({ group: 'terminal' }).success);
  for (const group of ['__proto__', 'constructor', 'future', '', 7, ['terminal']])
    assert.ok(!input.safeParse({ group }).success, String(group));
});

test('a patch names only known values in their ranges', () => {
  assert.ok(settingsPatch.safeParse({ terminal: { fontSize: 14 } }).success);
  assert.deepEqual(settingsPatch.parse({ terminal: { fontSize: 14 } }), {
    terminal: { fontSize: 14 },
  });
  assert.ok(!settingsPatch.safeParse({ terminal: { fontSize: 99 } }).success);
  assert.ok(!settingsPatch.safeParse({ terminal: { unknown: 1 } }).success);
});
