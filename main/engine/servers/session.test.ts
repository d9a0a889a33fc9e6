import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '../kit/log';
import { clearSessionServers, createServers, type ServerList, sessionServersFolder } from '.';

const folder = mkdtempSync(join(tmpdir(), 'labmate-session-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const ssh = join(folder, 'ssh');
mkdirSync(ssh, { mode: 0o700 });
const data = join(folder, 'data');
const own = sessionServersFolder(data);
const rooms = () =>
  createServers({
    host: { paths: { ssh, data, resources: folder }, log: silentLog },
    systemConfig: null,
  });
const put = (path: string, text: string) => writeFileSync(path, text, { mode: 0o600 });

test('servers of this run stand first, with their label, and their settings win', async () => {
  clearSessionServers(data);
  assert.equal(process.platform === 'win32' || (statSync(own).mode & 0o777) === 0o700, true);
  put(join(ssh, 'config'), 'Host mine\n  HostName one.lab\nHost *\n  User everybody\n');
  put(
    join(own, 'x.conf'),
    '# Labmate-Label: Trial\nHost here\n  HostName 127.0.0.1\n  User asha\n',
  );
  put(join(own, 'y.conf'), 'Host plain\n  HostName 127.0.0.1\n');
  put(join(own, 'notes.txt'), 'Host never\n');
  const servers = rooms();
  const { servers: found, problems } = servers.list();
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found.map(({ name, label, origin, user }) => [name, label, origin, user]),
    [
      ['here', 'Trial', 'config', 'asha'],
      ['plain', null, 'config', 'everybody'],
      ['mine', null, 'config', 'everybody'],
    ],
  );
  await assert.rejects(servers.remove('here'), /servers\/not-saved-here/);
});

test('nothing that a config of this run names is run, nor waited for', async () => {
  await clearSessionServers(data);
  const ran = join(folder, 'ran');
  const pipe = join(own, 'pipe.conf');
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
  put(
    join(own, 'x.conf'),
    [
      `Match exec "touch ${ran}"`,
      'Host trap',
      `  ProxyCommand touch ${ran}`,
      'Host other',
      '  PermitLocalCommand yes',
      `  LocalCommand touch ${ran}`,
      `  KnownHostsCommand /usr/bin/touch ${ran}`,
      `  Include ${pipe} ${own}/*.conf /dev/zero`,
      'Host __proto__ constructor',
    ].join('\n'),
  );
  const servers = rooms();
  const { servers: found } = servers.list();
  assert.deepEqual(
    found.map(({ name }) => name),
    ['trap', 'other', 'mine'],
  );
  // Known, so that the connection says why it refuses (connections/connect.ts).
  assert.equal(servers.resolve('trap').proxyCommand, `touch ${ran}`);
  servers.resolve('other');
  assert.equal(existsSync(ran), false);
});

test('a label is one short line of text', async () => {
  clearSessionServers(data);
  put(join(own, 'x.conf'), `# Labmate-Label: ${'x'.repeat(31)}\nHost here\n`);
  assert.equal(rooms().list().servers[0]?.label, null);
});

const watched = process.platform !== 'win32' || 'Wine loses what happens in a folder now and then';
test('a config that appears and goes is told to who follows', {
  timeout: 20_000,
  skip: watched !== true && watched,
}, async () => {
  clearSessionServers(data);
  const seen: string[][] = [];
  let told = () => {};
  const stop = rooms().follow((list: ServerList) => {
    seen.push(list.servers.map(({ name }) => name));
    told();
  });
  // What waits for files lets a program end; the test must stay.
  const stay = setInterval(() => {}, 1000);
  const next = () => new Promise<void>((resolve) => (told = resolve));
  try {
    assert.equal(seen.at(-1)?.includes('here'), false);
    const appeared = next();
    put(join(own, 'x.conf'), 'Host here\n');
    await appeared;
    assert.equal(seen.at(-1)?.[0], 'here');
    const went = next();
    rmSync(join(own, 'x.conf'));
    await went;
    assert.equal(seen.at(-1)?.includes('here'), false);
  } finally {
    clearInterval(stay);
    stop();
  }
});

test('what an earlier run left is removed', async () => {
  mkdirSync(join(own, 'files'));
  put(join(own, 'x.conf'), 'Host here\n');
  clearSessionServers(data);
  assert.equal(existsSync(join(own, 'x.conf')) || existsSync(join(own, 'files')), false);
  assert.equal(existsSync(own), true);
});
