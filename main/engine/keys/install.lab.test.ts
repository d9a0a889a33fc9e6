/** Letting a key in at a real sshd, and taking it out again: also where the server does not want to. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  giveTo,
  isRoot,
  type Lab,
  type LabServer,
  makeReadOnlyFolder,
  mountSmallDisk,
  smallDiskMissing,
  startLab,
} from '../../../e2e/lab';
import type { InstallStep } from '../../../preload/contract/keys';
import type { Answer, QuestionBody } from '../../../preload/contract/questions';
import { type ConnectionsRoom, createConnections } from '../connections';
import type { Host } from '../host';
import { silentLog } from '../kit/log';
import { type Problem, problemOf } from '../kit/outcome';
import { createServers } from '../servers';
import { generate } from './generate';
import { createKeys } from './index';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
const needsRoot = isRoot ? false : 'needs root: only then has the lab password sign-in';

before(async () => {
  lab = await startLab({ knownHosts: true, servers: [{ name: 'keyed' }] });
  if (isRoot) await lab.addServer(passwordOnly('plain', 'bob'));
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

const passwordOnly = (name: string, user: string) => ({
  ...{ name, user, password: true, authorize: [] as const, identity: false as const },
});

/** A person with an ssh folder of their own, who knows the password of `server`. */
function person(server: LabServer, answer?: (body: QuestionBody) => Answer | undefined) {
  const ssh = join(lab.dir, `ssh-${Math.random().toString(36).slice(2)}`);
  mkdirSync(ssh, { mode: 0o700 });
  const config = [
    `Host ${server.name}`,
    `    HostName ${server.host}`,
    `    Port ${server.port}`,
    `    User ${server.login}`,
    `    UserKnownHostsFile ${join(lab.sshDir, 'known_hosts')}`,
    '    IdentityAgent none',
  ];
  writeFileSync(join(ssh, 'config'), `${config.join('\n')}\n`, { mode: 0o600 });
  const kept = new Map<string, string>();
  const asked: QuestionBody[] = [];
  const password = server.user.password ?? '';
  const host = {
    log: silentLog,
    paths: { data: join(ssh, 'data'), ssh, resources: join(process.cwd(), 'resources') },
    ask: async (body: QuestionBody): Promise<Answer> => {
      asked.push(body);
      if (body.kind === 'password') return { kind: 'secret', secret: password, remember: false };
      return answer?.(body) ?? { kind: 'dismissed' };
    },
    secrets: {
      get: async (key: string) => kept.get(key),
      keepForSession: async (key: string, secret: string) => void kept.set(key, secret),
      forget: async (key: string) => void kept.delete(key),
    },
    notify() {},
  } as unknown as Host;
  const servers = createServers({ host, systemConfig: null, home: lab.dir });
  const connections = createConnections({ host, resolve: (name) => servers.resolve(name) });
  rooms.push(connections);
  const keys = createKeys({ host, connections, servers });
  const seen: InstallStep[][] = [];
  const install = (name: string, use = true) =>
    keys.install(join(ssh, name), server.name, {
      ...{ use, signal: never },
      emit: (steps) => seen.push(steps),
    });
  const revoke = (name: string) => keys.revoke(join(ssh, name), server.name, never);
  const make = (name = 'id_new', passphrase = '') =>
    keys.generate({ name, type: 'ed25519', comment: 'new key', passphrase }, never);
  return { ssh, keys, asked, install, revoke, make, steps: () => seen.at(-1) ?? [], connections };
}

async function problemIn(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    const problem = problemOf(error);
    if (problem) return problem;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const authorised = (server: LabServer) => join(server.home, '.ssh/authorized_keys');

/** What stands in ~/.ssh before a test, as the person of the server has it. */
function place(server: LabServer, text: string | null, mode = 0o600): string {
  const folder = join(server.home, '.ssh');
  rmSync(folder, { recursive: true, force: true });
  if (text !== null) {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(authorised(server), text, { mode });
    giveTo(server.user, folder);
  }
  return authorised(server);
}

test('a full disk of this computer: no half of a key is left', {
  skip: needsRoot || smallDiskMissing(),
}, async () => {
  const server = lab.server('keyed');
  const limits = { name: 'full-ssh', bytes: 64 * 1024, inodes: 100 };
  const ssh = await mountSmallDisk(lab, server.user, limits);
  assert.throws(() => writeFileSync(join(ssh, 'filler'), Buffer.alloc(1024 * 1024)), /ENOSPC/);
  const wish = { type: 'ed25519', comment: '', passphrase: '', name: 'id_new' } as const;
  const problem = await problemIn(generate(ssh, wish, never));
  assert.equal(problem.tag, 'keys/disk-full');
  assert.deepEqual(readdirSync(ssh), ['filler']);
});

test('new keys are keys for ssh-keygen, plain and with a passphrase', async () => {
  const { ssh, keys } = person(lab.server('keyed'));
  for (const type of ['ed25519', 'rsa'] as const) {
    for (const passphrase of ['', 'correct horse ü']) {
      const name = `id_${type}${passphrase === '' ? '' : '_locked'}`;
      const made = await keys.generate({ name, type, comment: 'a comment', passphrase }, never);
      const told = execFileSync('ssh-keygen', ['-y', '-P', passphrase, '-f', join(ssh, name)]);
      const line = told.toString().trim();
      assert.equal(
        line.split(' ').slice(0, 2).join(' '),
        made.publicLine?.split(' ').slice(0, 2).join(' '),
      );
      assert.ok(line.endsWith('a comment'), line);
      const print = execFileSync('ssh-keygen', ['-l', '-f', join(ssh, `${name}.pub`)]).toString();
      assert.ok(print.includes(` ${made.fingerprint} `), print);
      assert.ok(print.startsWith(`${made.bits} `), print);
    }
  }
});

test('a PuTTY key that was imported is a key for ssh-keygen and for puttygen', async () => {
  const { ssh, keys } = person(lab.server('keyed'), () => ({
    kind: 'secret',
    secret: 'secret',
    remember: false,
  }));
  const folder = join(process.cwd(), 'e2e/lab/fixtures/ppk');
  for (const kind of ['rsa', 'ecdsa', 'ed25519']) {
    await keys.importPutty(join(folder, `p3e_${kind}.ppk`), `id_${kind}`, never);
    const told = execFileSync('ssh-keygen', ['-y', '-P', 'secret', '-f', join(ssh, `id_${kind}`)]);
    const wanted = readFileSync(join(folder, `k_${kind}.pub`), 'utf8').split(' ')[1];
    assert.equal(told.toString().split(' ')[1]?.trim(), wanted);
    writeFileSync(join(lab.dir, 'pass'), 'secret');
    const back = ['--old-passphrase', join(lab.dir, 'pass'), '-O', 'public-openssh'];
    const theirs = execFileSync('puttygen', [join(ssh, `id_${kind}`), ...back]).toString();
    assert.equal(theirs.split(' ')[1]?.trim(), wanted);
  }
});

test('from a password to a key: written, proven, used, noted', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  place(server, null);
  const me = person(server);
  await me.make('id_new', 'a passphrase');
  const done = await me.install('id_new');
  assert.deepEqual(done, { added: true, configLine: null });
  assert.deepEqual(
    me.steps().map(({ step, status }) => [step, status]),
    [
      ['connect', 'ok'],
      ['write', 'ok'],
      ['verify', 'ok'],
      ['switch', 'ok'],
    ],
  );
  assert.deepEqual(
    me.asked.map(({ kind }) => kind),
    ['password'],
    'the passphrase was not asked again',
  );
  assert.equal(statSync(authorised(server)).mode & 0o777, 0o600);
  assert.equal(statSync(join(server.home, '.ssh')).mode & 0o777, 0o700);
  assert.match(
    readFileSync(join(me.ssh, 'config'), 'utf8'),
    /Host plain\n {4}IdentityFile .*id_new\n/,
  );
  const [entry] = (await me.keys.list()).keys;
  assert.deepEqual(
    entry?.installed.map((one) => one.server),
    ['plain'],
  );
  // The system's own ssh gets in with it, without a password.
  execFileSync('ssh-keygen', [
    '-q',
    '-p',
    '-P',
    'a passphrase',
    '-N',
    '',
    '-f',
    join(me.ssh, 'id_new'),
  ]);
  // Not in one go: the proxy before the server lives in this process.
  const ssh = ['-F', join(me.ssh, 'config'), '-o', 'BatchMode=yes', 'plain', 'echo in'];
  assert.equal((await promisify(execFile)('ssh', ssh)).stdout, 'in\n');
  const again = await me.install('id_new');
  assert.equal(again.added, false);
  assert.equal(readFileSync(authorised(server), 'utf8').trim().split('\n').length, 1);
});

test('what stands in authorized_keys stays, byte by byte', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  const theirs = `# mine\r\nfrom="10.0.0.*" ${lab.keys.rsa.publicKey}\nno line end ${'x'.repeat(3)}`;
  const path = place(server, theirs, 0o640);
  const me = person(server);
  const { publicLine } = await me.make();
  await me.install('id_new', false);
  assert.equal(readFileSync(path, 'utf8'), `${theirs}\n${publicLine}\n`);
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.doesNotMatch(readFileSync(join(me.ssh, 'config'), 'utf8'), /IdentityFile/);
  const done = await me.revoke('id_new');
  assert.deepEqual(done, { removed: 1, left: 2 });
  assert.equal(readFileSync(path, 'utf8'), `${theirs}\n`);
  assert.deepEqual((await me.keys.list()).keys[0]?.installed, []);
  assert.deepEqual(await me.revoke('id_new'), { removed: 0, left: 2 });
});

test('every line with the key goes, whatever stands around it', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  const me = person(server);
  const { publicLine = '' } = await me.make();
  const [type, blob] = (publicLine ?? '').split(' ');
  const other = lab.keys.ed25519.publicKey;
  const lines = [
    `${type} ${blob}`,
    other,
    `no-pty,command="a b" ${publicLine}\r`,
    `# ${publicLine}`,
    '',
  ];
  const path = place(server, lines.join('\n'));
  assert.deepEqual(await me.revoke('id_new'), { removed: 2, left: 1 });
  assert.equal(readFileSync(path, 'utf8'), `${other}\n# ${publicLine}\n`);
});

test('a key that the server does not take is said so, and the config stays', {
  skip: needsRoot,
}, async () => {
  const server = await lab.addServer({
    ...passwordOnly('central', 'carol'),
    sshdConfig: ['AuthorizedKeysFile /nonexistent/%u'],
  });
  const me = person(server);
  await me.make();
  const problem = await problemIn(me.install('id_new'));
  assert.equal(problem.tag, 'keys/not-accepted');
  assert.match(problem.why ?? '', /LDAP, FreeIPA/);
  assert.deepEqual(
    me.steps().map(({ status }) => status),
    ['ok', 'ok', 'failed'],
  );
  assert.doesNotMatch(readFileSync(join(me.ssh, 'config'), 'utf8'), /IdentityFile/);
  assert.deepEqual((await me.keys.list()).keys[0]?.installed, []);
});

test('a home that others may write is named as the reason', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  place(server, null);
  chmodSync(server.home, 0o777);
  try {
    const me = person(server);
    await me.make();
    const problem = await problemIn(me.install('id_new'));
    assert.equal(problem.tag, 'keys/not-accepted');
    assert.match(problem.why ?? '', /Others may write to .*StrictModes/);
    assert.ok(problem.next.some(({ label }) => label.includes(`chmod go-w ${server.home}`)));
  } finally {
    chmodSync(server.home, 0o755);
  }
});

test('a symbolic link is followed only after a yes', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  const path = place(server, '');
  const target = join(server.home, 'shared-keys');
  writeFileSync(target, '# shared\n', { mode: 0o600 });
  giveTo(server.user, target);
  rmSync(path);
  symlinkSync(target, path);
  giveTo(server.user, path);
  const no = person(server, () => ({ kind: 'no' }));
  await no.make();
  assert.equal((await problemIn(no.install('id_new'))).tag, 'keys/link-refused');
  assert.equal(readFileSync(target, 'utf8'), '# shared\n');
  const yes = person(server, (body) => (body.kind === 'confirm' ? { kind: 'yes' } : undefined));
  const { publicLine } = await yes.make();
  await yes.install('id_new');
  assert.equal(readFileSync(target, 'utf8'), `# shared\n${publicLine}\n`);
  assert.ok(lstatSync(path).isSymbolicLink());
  assert.deepEqual(await yes.revoke('id_new'), { removed: 1, left: 0 });
  assert.equal(readFileSync(target, 'utf8'), '# shared\n');
  const left = execFileSync('ls', ['-A', join(server.home, '.ssh')]).toString();
  assert.equal(left, 'authorized_keys\n', 'no copy is left');
});

test('a folder that is read-only, and one of somebody else', { skip: needsRoot }, async () => {
  const server = lab.server('plain');
  place(server, null);
  const closed = makeReadOnlyFolder(server.user);
  symlinkSync(closed, join(server.home, '.ssh'));
  const me = person(server, () => ({ kind: 'yes' }));
  await me.make();
  assert.equal((await problemIn(me.install('id_new'))).tag, 'keys/server-cannot-write');
  rmSync(join(server.home, '.ssh'));
  place(server, '# root\n', 0o644);
  execFileSync('chown', ['root', authorised(server)]);
  assert.equal((await problemIn(me.install('id_new'))).tag, 'keys/server-cannot-write');
  assert.equal(readFileSync(authorised(server), 'utf8'), '# root\n');
  assert.equal(existsSync(join(me.ssh, 'data/keys.json')), false);
  execFileSync('chown', [server.login, authorised(server)]);
});

test('a full disk changes nothing', { skip: needsRoot || smallDiskMissing() }, async () => {
  const server = lab.server('plain');
  place(server, null);
  const folder = await mountSmallDisk(lab, server.user, { bytes: 64 * 1024, inodes: 100 });
  symlinkSync(folder, join(server.home, '.ssh'));
  const theirs = `${lab.keys.rsa.publicKey}\n`;
  writeFileSync(join(folder, 'authorized_keys'), theirs, { mode: 0o600 });
  giveTo(server.user, join(folder, 'authorized_keys'));
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(1024 * 1024));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  const me = person(server, () => ({ kind: 'yes' }));
  await me.make();
  assert.equal((await problemIn(me.install('id_new'))).tag, 'keys/server-full');
  assert.equal(readFileSync(join(folder, 'authorized_keys'), 'utf8'), theirs);
  rmSync(join(server.home, '.ssh'));
});
