/** Forwards of an ssh config as the window offers them, and what is passed over. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { configNotes } from './config-notes';
import { configPaths, readConfig } from './read-servers';

const folder = mkdtempSync(join(tmpdir(), 'config-notes-'));
after(() => rmSync(folder, { recursive: true }));

function notes(config: string) {
  writeFileSync(join(folder, 'config'), config);
  return configNotes(readConfig(configPaths(folder, folder, null)), 'gpu1');
}

test('local forwards are offered, whatever way they are written, each once', () => {
  const { forwards, left } = notes(
    [
      'Host gpu1',
      '  LocalForward 6006 localhost:6006',
      '  LocalForward 127.0.0.1:8080 10.0.0.5:80',
      '  LocalForward 0.0.0.0:9000 [2001:db8::1]:9001',
      '  LocalForward 6006 localhost:6006',
      'Host other',
      '  LocalForward 1 a:1',
    ].join('\n'),
  );
  assert.deepEqual(forwards, [
    { localPort: 6006, host: 'localhost', port: 6006 },
    { localPort: 8080, host: '10.0.0.5', port: 80 },
    { localPort: 9000, host: '2001:db8::1', port: 9001 },
  ]);
  assert.deepEqual(left, []);
});

test('what Labmate does not open is named', () => {
  const { forwards, socks, left, notFollowed } = notes(
    [
      'Host gpu1',
      '  DynamicForward 1080',
      '  DynamicForward /run/s.sock',
      '  RemoteForward 2222 localhost:22',
      '  LocalForward /run/a.sock localhost:80',
      '  LocalForward 9 /run/b.sock',
      '  Tunnel yes',
    ].join('\n'),
  );
  assert.deepEqual(forwards, []);
  assert.deepEqual(socks, [1080]);
  assert.deepEqual(left, [
    'LocalForward /run/a.sock [localhost]:80',
    'LocalForward 9 /run/b.sock',
    'DynamicForward /run/s.sock',
    'RemoteForward 2222 [localhost]:22',
  ]);
  assert.deepEqual(
    notFollowed.map((word) => word.toLowerCase()),
    ['tunnel'],
  );
});

test('a config that names thousands is cut', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `LocalForward ${at + 1} h:${at + 1}`);
  assert.equal(notes(lines.join('\n')).forwards.length, 50);
});
