import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ServerDraft } from '../../../../preload/contract/servers';
import { silentLog } from '../../kit/log';
import { ProblemError } from '../../kit/outcome';
import { createServers, type Servers } from '..';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const draft: ServerDraft = {
  name: 'gpu1',
  host: 'gpu1.lab.example',
  port: 2222,
  user: 'asha',
  identityFile: '~/.ssh/id_ed25519',
  proxyJump: 'gate',
  proxy: '',
  vpn: 'forticlient',
};

function room(config?: string): { folder: string; servers: Servers; text(file: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-saved-'));
  folders.push(folder);
  if (config !== undefined) writeFileSync(join(folder, 'config'), config, { mode: 0o640 });
  const host = { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog };
  return {
    folder,
    servers: createServers({ host, systemConfig: null, home: '/home/asha' }),
    text: (file) => readFileSync(join(folder, file), 'latin1'),
  };
}

async function tagOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.tag;
    throw error;
  }
  return 'nothing was thrown';
}

test('a saved server is listed, resolved, and drafted as it was saved', async () => {
  const { folder, servers } = room();
  await servers.save(draft);
  assert.deepEqual(servers.list().servers, [
    {
      name: 'gpu1',
      origin: 'saved',
      label: null,
      favourite: false,
      group: null,
      usedBefore: false,
      host: 'gpu1.lab.example',
      port: 2222,
      user: 'asha',
      jumps: [`${servers.resolve('gate').user}@gate`],
    },
  ]);
  assert.deepEqual(servers.draft('gpu1'), draft);
  if (process.platform !== 'win32') {
    for (const file of ['arrangement.json', 'config', 'labmate_config']) {
      assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    }
  }
  assert.deepEqual(
    readdirSync(folder).sort(),
    ['arrangement.json', 'config', 'labmate_config'],
    'no lock is left',
  );
});

test('the Include line comes once, and every other byte of config stays', async () => {
  const theirs = '# mine\r\nHost old\r\n\tPort 9\r\n# \xff\xfe end without line break';
  const { folder, servers, text } = room();
  writeFileSync(join(folder, 'config'), Buffer.from(theirs, 'latin1'));
  chmodSync(join(folder, 'config'), 0o640);
  await servers.save(draft);
  await servers.save({ ...draft, name: 'gpu2' });
  assert.equal(text('config'), `Include labmate_config\r\n\r\n${theirs}`);
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(folder, 'config')).mode & 0o777, 0o640);
  }
});

test('an Include inside a Host block does not count as one', async () => {
  const { servers, text } = room('Host x\n  Include labmate_config\n');
  await servers.save(draft);
  assert.match(text('config'), /^Include labmate_config\n/);
});

test('changing and renaming keep what a person added to the block and between', async () => {
  const { folder, servers, text } = room();
  await servers.save(draft);
  const edited = text('labmate_config')
    .replace('    Port 2222', '    # why this port\n    Port 2222\n    ServerAliveInterval 15')
    .concat('\n# about the next\nHost other\n    IdentityFile a\n    IdentityFile b\n');
  writeFileSync(join(folder, 'labmate_config'), edited);
  await servers.save({ ...draft, name: 'gpu9', port: 22, proxyJump: '' }, 'gpu1');
  await servers.save({ ...servers.draft('other'), identityFile: 'c' }, 'other');
  const now = text('labmate_config');
  assert.match(
    now,
    /Host gpu9\n {4}HostName .*\n {4}User asha\n {4}# why this port\n {4}Port 22\n/,
  );
  assert.match(now, / {4}ServerAliveInterval 15\n/);
  assert.match(now, /# about the next\nHost other\n/);
  assert.match(now, / {4}IdentityFile c\n {4}IdentityFile b\n/);
  assert.doesNotMatch(now, /gpu1\n|ProxyJump/);
  assert.equal(servers.draft('gpu9').identityFile, '~/.ssh/id_ed25519');
  await servers.remove('gpu9');
  assert.deepEqual(
    servers.list().servers.map(({ name }) => name),
    ['other'],
  );
  assert.match(text('labmate_config'), /# Servers saved by Labmate/);
});

test('servers of the user’s own config are refused, and names that are taken', async () => {
  const { servers, text } = room('Host mine\n  Port 1\n');
  await servers.save(draft);
  const before = [text('config'), text('labmate_config')];
  assert.equal(await tagOf(servers.remove('mine')), 'servers/not-saved-here');
  assert.equal(
    await tagOf(servers.save({ ...draft, name: 'new' }, 'mine')),
    'servers/not-saved-here',
  );
  assert.equal(await tagOf(servers.save({ ...draft, name: 'mine' })), 'servers/name-taken');
  assert.equal(await tagOf(servers.save(draft)), 'servers/name-taken');
  assert.equal(await tagOf(servers.remove('nobody')), 'servers/unknown');
  assert.deepEqual([text('config'), text('labmate_config')], before);
});

test('a block that several names share is left to the person', async () => {
  const { folder, servers } = room('Include labmate_config\n');
  writeFileSync(join(folder, 'labmate_config'), 'Host a b\n  Port 3\n');
  assert.equal(await tagOf(servers.remove('a')), 'servers/shared-block');
  assert.equal(await tagOf(servers.save({ ...draft, name: 'a' }, 'a')), 'servers/shared-block');
});

test('no value can bring a directive of its own', async () => {
  const { folder, servers } = room();
  const evil: Partial<ServerDraft>[] = [
    { name: 'a\nProxyCommand x' },
    { name: '*' },
    { name: '!a' },
    { name: '-oProxyCommand=x' },
    { name: 'a b' },
    { name: 'a"' },
    { name: 'a@b' },
    { host: 'x\rProxyCommand y' },
    { host: '-x' },
    { host: 'x y' },
    { host: '$(x)' },
    { user: 'a"b' },
    { user: 'a\nb' },
    { user: '-l' },
    { user: 'a -oX' },
    { user: 'a`id`' },
    { identityFile: 'x\nProxyCommand y' },
    { identityFile: '"x' },
    { identityFile: "x'" },
    { identityFile: '|x' },
    { identityFile: '-x' },
    { proxyJump: 'a;b' },
    { proxyJump: '-x' },
    { proxyJump: 'a,,b' },
    { proxyJump: 'a\u2028 b' },
    { proxyJump: '|x' },
  ];
  for (const change of evil) {
    const tag = await tagOf(servers.save({ ...draft, ...change }));
    assert.equal(tag, 'servers/bad-field', JSON.stringify(change));
  }
  assert.equal(existsSync(join(folder, 'labmate_config')), false);
});

test('values with blanks, backslashes and percent signs come back as they went', async () => {
  const { servers } = room();
  const odd: Partial<ServerDraft>[] = [
    { identityFile: '~/My Keys/id # 1' },
    { identityFile: 'C:\\Users\\me\\a b\\id' },
    { identityFile: '\\\\server\\share\\' },
    { user: 'DOM\\asha' },
    { user: 'asha of the lab' },
    { host: 'fe80::1%eth0' },
    { host: '::1' },
    { proxyJump: 'a@b:2222,c' },
    { name: 'größer.1' },
    { user: 'ünï' },
  ];
  for (const [index, change] of odd.entries()) {
    const one = { ...draft, name: `s${index}`, ...change };
    await servers.save(one);
    assert.deepEqual(servers.draft(one.name), one);
  }
  assert.equal(servers.list().servers.length, odd.length);
  assert.deepEqual(servers.list().problems, []);
});

test('twelve saves at once are all there', async () => {
  const { servers } = room();
  const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
  await Promise.all(names.map((name) => servers.save({ ...draft, name })));
  assert.deepEqual(
    servers
      .list()
      .servers.map(({ name }) => name)
      .sort(),
    names.sort(),
  );
});

test('a folder that cannot be written is a problem that names it', {
  skip: process.platform === 'win32' && 'paths differ here',
}, async () => {
  const host = { paths: { ssh: '/proc/labmate-no-such', data: '', resources: '' }, log: silentLog };
  const servers = createServers({ host, systemConfig: null });
  assert.equal(await tagOf(servers.save(draft)), 'servers/cannot-write');
});

test('followers hear of their own saves and of other people’s edits', async () => {
  const { folder, servers } = room('Host first\n');
  const heard: string[][] = [];
  let wake = (): void => {};
  const until = async (length: number): Promise<void> => {
    while (heard.length < length) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        // The room looks every two seconds with a timer that does not keep a process alive.
        setTimeout(resolve, 500);
      });
    }
  };
  const stop = servers.follow(({ servers: now }) => {
    heard.push(now.map(({ name }) => name));
    wake();
  });
  assert.deepEqual(heard, [['first']]);
  await servers.save(draft);
  assert.deepEqual(heard.at(-1), ['gpu1', 'first']);
  const count = heard.length;
  // The first look of the poll may still be to come; an edit after it is always seen.
  await new Promise((resolve) => setTimeout(resolve, 100));
  writeFileSync(join(folder, 'config'), 'Include labmate_config\nHost second\n');
  await until(count + 1);
  assert.deepEqual(heard.at(-1), ['gpu1', 'second']);
  stop();
});
