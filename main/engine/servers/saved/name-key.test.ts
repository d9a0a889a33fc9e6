import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '../../kit/log';
import { createServers } from '..';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function room(config: string) {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-name-key-'));
  folders.push(folder);
  writeFileSync(join(folder, 'config'), Buffer.from(config, 'latin1'), { mode: 0o600 });
  const host = { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog };
  const servers = createServers({ host, systemConfig: null, home: '/home/asha' });
  return { servers, text: () => readFileSync(join(folder, 'config'), 'latin1') };
}

test('a saved server gets the key as its own', async () => {
  const { servers } = room('');
  const draft = {
    name: 'gpu1',
    host: 'g',
    port: 22,
    user: 'asha',
    identityFile: '',
    proxyJump: '',
  };
  await servers.save(draft);
  const { where } = await servers.nameKey('gpu1', '~/.ssh/id_lab');
  assert.match(where ?? '', /labmate_config$/);
  assert.equal(servers.draft('gpu1').identityFile, '~/.ssh/id_lab');
});

test('in the person’s own block one line is added, before other keys, and every byte stays', async () => {
  const before =
    '# mine \xff\r\nHost gpu1\r\n\t# why\r\n\tPort 9\r\n\tIdentityFile old\r\n\r\nHost two\r\n';
  const { servers, text } = room(before);
  const { where } = await servers.nameKey('gpu1', '~/.ssh/my key');
  assert.notEqual(where, null);
  const line = '\tIdentityFile "~/.ssh/my key"\r\n';
  assert.equal(text(), before.replace('Host gpu1\r\n', `Host gpu1\r\n${line}`));
  const [first] = servers.resolve('gpu1').identityFiles;
  assert.equal(first?.path, join('/home/asha', '.ssh/my key'));
  await servers.nameKey('gpu1', '~/.ssh/my key');
  assert.equal(text().split('my key').length, 2, 'a second time adds nothing');
  await servers.nameKey('two', 'id_b');
  assert.match(text(), /Host two\r\n {4}IdentityFile id_b\r\n$/);
});

test('a block that others share, and one that is not there, are left to the person', async () => {
  const before = 'Host a b\n  Port 3\nHost *.lab\n  User x\n';
  const { servers, text } = room(before);
  for (const name of ['a', 'x.lab', 'nobody']) {
    const done = await servers.nameKey(name, '~/.ssh/id_lab');
    assert.deepEqual(done, { line: 'IdentityFile ~/.ssh/id_lab', where: null }, name);
  }
  assert.equal(text(), before);
});
