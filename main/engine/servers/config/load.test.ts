import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ProblemError } from '../../kit/outcome';
import { configPaths, readConfig } from '../read-servers';
import { resolve } from '../resolve';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function configured(config: string, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-load-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ ...files, config })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  return { folder, read: () => readConfig(configPaths(folder, '/home/asha', null)) };
}

function tagOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.tag;
    throw error;
  }
  return 'nothing was thrown';
}

test('every mistake is told with its line, and the rest is read', () => {
  const { folder, read } = configured(
    [
      'Hots gpu1',
      'Host gpu1',
      '  User "asha',
      '  Port',
      '  Port 99999',
      '  HostName a b',
      '  StrictHostKeyChecking maybe',
      'Match tagged x',
      '  User tagged',
      'Match exec "true"',
      '  User executed',
      'Host *',
      '  User fine',
    ].join('\n'),
  );
  const config = read();
  assert.deepEqual(
    config.problems.map(({ tag, facts }) => [tag, facts['line']]),
    [
      ['servers/config-keyword', 1],
      ['servers/config-quotes', 3],
      ['servers/config-argument', 4],
      ['servers/config-value', 5],
      ['servers/config-extra', 6],
      ['servers/config-value', 7],
      ['servers/config-match', 8],
    ],
  );
  assert.ok(config.problems.every(({ what }) => what.includes(join(folder, 'config'))));
  const server = resolve(config, 'gpu1');
  assert.deepEqual([server.host, server.user, server.port], ['a', 'fine', 22]);
});

test('relative includes are of the ssh folder, circles end, pipes do not block', {
  skip: process.platform === 'win32' && 'no named pipes here',
}, () => {
  const { folder, read } = configured('Include one\nInclude pipe\nHost *\n User u\n', {
    one: 'Include config\nHost gpu1\n HostName one.lab\n',
  });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  const config = read();
  assert.deepEqual(
    config.problems.map(({ tag }) => tag),
    ['servers/config-include-depth', 'servers/config-include-unreadable'],
  );
  assert.equal(resolve(config, 'gpu1').host, 'one.lab');
});

test('a config that others can write and a byte order mark are told', {
  skip: process.platform === 'win32' && 'no file modes here',
}, () => {
  const { folder, read } = configured('\uFEFFHost gpu1\n HostName x.lab\n');
  chmodSync(join(folder, 'config'), 0o666);
  const config = read();
  assert.deepEqual(
    config.problems.map(({ tag }) => tag),
    ['servers/config-writable-by-others', 'servers/config-byte-order-mark'],
  );
  assert.equal(resolve(config, 'gpu1').host, 'x.lab');
});

test('jump hosts are resolved through the config, in order', () => {
  const { read } = configured(
    [
      'Host gate',
      '  HostName gate.example',
      '  User jumper',
      '  ProxyJump outer',
      'Host mid',
      '  Port 2200',
      '  ProxyJump nowhere',
      'Host gpu1',
      '  ProxyJump gate,boss@mid',
    ].join('\n'),
  );
  const { jumps } = resolve(read(), 'gpu1');
  assert.deepEqual(
    jumps.map(({ user, host, port, jumps: own }) => [user, host, port, own.length]),
    [
      [resolve(read(), 'outer').user, 'outer', 22, 0],
      ['jumper', 'gate.example', 22, 0],
      ['boss', 'mid', 2200, 0],
    ],
  );
});

test('jump hosts that need each other are a problem, not a hang', () => {
  const { read } = configured(
    'Host a\n ProxyJump b\nHost b\n ProxyJump a\nHost *.x\n ProxyJump g.x\n',
  );
  assert.equal(
    tagOf(() => resolve(read(), 'a')),
    'servers/config-jump-loop',
  );
  assert.equal(
    tagOf(() => resolve(read(), 'n.x')),
    'servers/config-jump-loop',
  );
  const growing = configured('Host *\n ProxyJump a%n\n');
  assert.equal(
    tagOf(() => resolve(growing.read(), 'x')),
    'servers/config-jump-loop',
  );
});

test('a host that known_hosts would read as others too is refused, as an alias as well', () => {
  const { read } = configured(
    'Host cluster\n HostKeyAlias gpu.lab\nHost evil\n HostKeyAlias a,*\n',
  );
  for (const host of ['x,github.com', '*', '!a', '|1|x', '#a', 'a?', 'b@c,d']) {
    assert.equal(
      tagOf(() => resolve(read(), `me@${host}`)),
      'servers/config-host',
      host,
    );
  }
  assert.equal(
    tagOf(() => resolve(read(), 'evil')),
    'servers/config-alias',
  );
  assert.equal(resolve(read(), 'cluster').hostKeyAlias, 'gpu.lab');
  assert.equal(resolve(read(), 'fe80::1%eth0').host, 'fe80::1%eth0');
});

test('tokens, home and environment in paths', () => {
  const { folder, read } = configured(
    [
      'Host gpu1',
      '  HostName %h.lab',
      '  User asha',
      '  IdentityFile ~/.ssh/%r_%h_%n_%p_%%',
      `  IdentityFile $${'{LABMATE_LOAD_TEST}'}/id`,
      `  IdentityFile $${'{LABMATE_NOT_SET}'}/id`,
      '  IdentityAgent $LABMATE_LOAD_TEST',
      '  UserKnownHostsFile ~/k /l',
      'Host bad',
      '  IdentityFile %z',
    ].join('\n'),
  );
  process.env['LABMATE_LOAD_TEST'] = '/from/env';
  const server = resolve(read(), 'gpu1');
  delete process.env['LABMATE_LOAD_TEST'];
  assert.deepEqual(
    server.identityFiles.map(({ path }) => path),
    [join('/home/asha/.ssh', 'asha_gpu1.lab_gpu1_22_%'), '/from/env/id'],
  );
  assert.equal(server.identityAgent, '/from/env');
  assert.deepEqual(server.userKnownHostsFiles, [join('/home/asha', 'k'), '/l']);
  assert.equal(
    tagOf(() => resolve(read(), 'bad')),
    'servers/config-token',
  );
  const plain = resolve(read(), 'other');
  assert.deepEqual(plain.userKnownHostsFiles[0], join(folder, 'known_hosts'));
  assert.ok(plain.identityFiles.every(({ explicit }) => !explicit));
});

test('listed are names without wildcards, in order, includes in their place', () => {
  const { read } = configured(
    'Include labmate_config\nHost b a *.x !c\nHost a\nInclude more\nHost z\n',
    {
      labmate_config: 'Host saved\n',
      more: 'Host m\n',
    },
  );
  assert.deepEqual(
    read().named.map(({ name, origin }) => `${origin} ${name}`),
    ['saved saved', 'config b', 'config a', 'config m', 'config z'],
  );
});

test('files that include each other in ever more ways are cut off, and the place is named', () => {
  const files: Record<string, string> = {};
  for (let level = 0; level < 12; level += 1) {
    const next = `Include l${level + 1}\n`.repeat(8);
    files[`l${level}`] = `${next}SendEnv V${level}\n`;
  }
  const { folder, read } = configured('Include l0\nHost gpu1\n  Port 9\n', files);
  // Eight to the twelfth files would take days.
  const config = read();
  assert.deepEqual(
    config.problems.map(({ tag }) => tag),
    ['servers/config-include-many'],
  );
  assert.ok(config.problems[0]?.what.startsWith(join(folder, 'l')), config.problems[0]?.what);
  assert.equal(resolve(config, 'gpu1').port, 9);
});
