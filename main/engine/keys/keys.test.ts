import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Answer, QuestionBody } from '../../../preload/contract/questions';
import type { Host } from '../host';
import { silentLog } from '../kit/log';
import { ProblemError } from '../kit/outcome';
import { createKeys } from './index';
import { aclCommand, protect, writeKeyPair } from './key-files';
import { warningsOf } from './list-keys';

const folders: string[] = [];
const never = new AbortController().signal;
const ppk = (name: string) => join(process.cwd(), 'e2e/lab/fixtures/ppk', name);
const windows = process.platform === 'win32' && 'permissions differ here';
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function room(answer: (question: QuestionBody) => Answer = () => ({ kind: 'dismissed' })) {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-keys-'));
  folders.push(folder);
  const ssh = join(folder, 'ssh');
  const kept = new Map<string, string>();
  const asked: QuestionBody[] = [];
  const host = {
    log: silentLog,
    paths: { data: join(folder, 'data'), ssh, resources: '' },
    ask: async (body: QuestionBody) => {
      asked.push(body);
      return answer(body);
    },
    secrets: { keepForSession: async (key: string, secret: string) => void kept.set(key, secret) },
  } as unknown as Host;
  const nobody = () => Promise.reject(new Error('no server is needed here'));
  const connections = { link: nobody, signsInWith: nobody };
  const keys = createKeys({ host, connections, servers: { nameKey: nobody } });
  return { ssh, keys, kept, asked };
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

const wish = { name: 'id_lab', type: 'ed25519', comment: 'asha@laptop', passphrase: '' } as const;

test('a new key is listed as what it is; its passphrase is kept for the check that follows', async () => {
  const { ssh, keys, kept } = room();
  const made = await keys.generate({ ...wish, passphrase: 'correct horse' }, never);
  assert.equal(made.type, 'ssh-ed25519');
  assert.equal(made.encrypted, true);
  assert.equal(made.comment, 'asha@laptop');
  assert.match(made.publicLine ?? '', /^ssh-ed25519 AAAA\S+ asha@laptop$/);
  assert.deepEqual(made.warnings, []);
  assert.equal(kept.get(`passphrase:${join(ssh, 'id_lab')}`), 'correct horse');
  assert.deepEqual((await keys.list()).keys, [made]);
  assert.deepEqual(readdirSync(ssh).sort(), ['id_lab', 'id_lab.pub']);
  if (!windows) {
    assert.equal(statSync(join(ssh, 'id_lab')).mode & 0o777, 0o600);
    assert.equal(statSync(ssh).mode & 0o777, 0o700);
  }
  const rsa = await keys.generate({ ...wish, name: 'id_rsa_lab', type: 'rsa' }, never);
  assert.deepEqual([rsa.type, rsa.bits, rsa.encrypted], ['ssh-rsa', 4096, false]);
});

test('no file is ever written over, and nothing half made is left', async () => {
  const { ssh, keys } = room();
  await keys.generate(wish, never);
  const before = readFileSync(join(ssh, 'id_lab'), 'utf8');
  assert.equal(await tagOf(keys.generate(wish, never)), 'keys/exists');
  assert.equal(readFileSync(join(ssh, 'id_lab'), 'utf8'), before);
  writeFileSync(join(ssh, 'other.pub'), 'mine');
  assert.equal(await tagOf(keys.generate({ ...wish, name: 'other' }, never)), 'keys/exists');
  assert.equal(existsSync(join(ssh, 'other')), false, 'the private half went with it');
  assert.equal(readFileSync(join(ssh, 'other.pub'), 'utf8'), 'mine');
});

test('names that are no names of keys', async () => {
  const { ssh, keys } = room();
  for (const name of [
    ...['config', 'known_hosts', 'known_hosts2', 'authorized_keys', 'labmate_config', 'x.pub'],
    ...['../x', 'a/b', 'a\\b', '', '.x', '-x', 'CON', 'nul.txt', 'x.', 'x y', 'x\n'],
  ]) {
    assert.equal(await tagOf(keys.generate({ ...wish, name }, never)), 'keys/bad-name', name);
  }
  assert.equal(existsSync(ssh), false);
});

test('a folder that cannot be written, a disk that is full', { skip: windows }, async () => {
  const full = writeKeyPair('/proc/labmate-no-such', 'id', 'x', 'y');
  assert.equal(await tagOf(full), 'keys/cannot-write');
  // Linux's full device: opening a file in its place answers as a full disk does.
  const { ssh, keys } = room();
  await keys.generate(wish, never);
  symlinkSync('/dev/full', join(ssh, 'link'));
  assert.equal(await tagOf(keys.generate({ ...wish, name: 'link' }, never)), 'keys/exists');
});

test('a PuTTY key: asked for its passphrase, written under the same one', async () => {
  const answers = ['wrong', 'secret'];
  const { ssh, keys, asked, kept } = room(() => ({
    ...{ kind: 'secret', remember: false },
    secret: answers.shift() ?? '',
  }));
  const made = await keys.importPutty(ppk('p3e_rsa.ppk'), 'id_putty', never);
  assert.deepEqual([made.format, made.encrypted, made.bits], ['openssh', true, 3072]);
  assert.deepEqual(
    asked.map((question) => question.kind === 'passphrase' && question.attempt),
    [1, 2],
  );
  assert.equal(kept.get(`passphrase:${join(ssh, 'id_putty')}`), 'secret');
  const wanted = readFileSync(ppk('k_rsa.pub'), 'utf8').split(' ')[1];
  assert.equal(made.publicLine?.split(' ')[1], wanted);
  const plain = await keys.importPutty(ppk('p2_ecdsa.ppk'), 'id_plain', never);
  assert.deepEqual([plain.encrypted, plain.type], [false, 'ecdsa-sha2-nistp256']);
});

test('imports that fail leave nothing and say why', async () => {
  const { ssh, keys } = room();
  const run = (path: string) => tagOf(keys.importPutty(path, 'id_x', never));
  assert.equal(await run(ppk('p3e_rsa.ppk')), 'keys/no-passphrase');
  assert.equal(await run(ppk('k_rsa.pub')), 'keys/not-putty');
  assert.equal(await run(ppk('nowhere.ppk')), 'keys/cannot-read');
  const wrong = room(() => ({ kind: 'secret', secret: 'no', remember: false }));
  const tag = await tagOf(wrong.keys.importPutty(ppk('p3e_argon2i.ppk'), 'id_x', never));
  assert.equal(tag, 'keys/wrong-passphrase');
  assert.equal(wrong.asked.length, 3);
  const cut = `${ssh}-cut.ppk`;
  writeFileSync(cut, readFileSync(ppk('p2_rsa.ppk')).subarray(0, 900));
  assert.equal(await run(cut), 'keys/unusable');
  assert.equal(existsSync(ssh), false);
});

test('the list: every kind, with what is wrong; what is no key is left out', async () => {
  const { ssh, keys } = room();
  await keys.generate(wish, never);
  const pem = (type: 'rsa' | 'ec') =>
    (type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 1024 })
      : generateKeyPairSync('ec', { namedCurve: 'P-521' })
    ).privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
  writeFileSync(join(ssh, 'short'), pem('rsa'), { mode: 0o600 });
  writeFileSync(join(ssh, 'curve'), pem('ec'), { mode: 0o600 });
  writeFileSync(join(ssh, 'cut'), readFileSync(join(ssh, 'id_lab')).subarray(0, 120), {
    mode: 0o600,
  });
  writeFileSync(join(ssh, 'config'), 'Host x\n');
  copyFileSync(ppk('p3e_ed25519.ppk'), join(ssh, 'mine.ppk'));
  chmodSync(join(ssh, 'mine.ppk'), 0o644);
  chmodSync(join(ssh, 'id_lab'), 0o640);
  const found = (await keys.list()).keys.map(({ path, warnings }) => [
    path.split('/').at(-1),
    ...warnings.map(({ tag }) => tag),
  ]);
  const open = windows ? [] : ['open-to-others'];
  assert.deepEqual(found, [
    ['curve', 'p521'],
    ['cut', 'damaged'],
    ['id_lab', ...open],
    ['mine.ppk', ...open, 'putty-format'],
    ['short', 'short-rsa'],
  ]);
  const dsa = warningsOf({ type: 'ssh-dss', bits: 1024 }, 'pem', 0o600);
  assert.deepEqual(
    dsa.map(({ tag }) => tag),
    ['dsa'],
  );
  assert.deepEqual(warningsOf({ type: 'ssh-ed25519', bits: 256 }, 'pem', 0o666, 'win32'), []);
});

test('only keys of the ssh folder are installed', async () => {
  const { keys } = room();
  const emit = () => {};
  for (const path of ['/etc/passwd', ppk('p3_rsa.ppk'), '../id_lab', '~/nowhere']) {
    const tag = await tagOf(keys.install(path, 'gpu1', { use: false, signal: never, emit }));
    assert.equal(tag, 'keys/no-such-key', path);
  }
});

test('on Windows the file’s access list names its owner alone', async () => {
  const environment = { SystemRoot: 'C:\\Windows', USERDOMAIN: 'LAB', USERNAME: 'asha b' };
  assert.deepEqual(aclCommand('C:\\Users\\asha b\\.ssh\\id', environment), [
    'C:\\Windows\\System32\\icacls.exe',
    ['C:\\Users\\asha b\\.ssh\\id', '/inheritance:r', '/grant:r', 'LAB\\asha b:F'],
  ]);
  const ran: string[][] = [];
  await protect('x', 'win32', async (program, args) => void ran.push([program, ...args]));
  assert.equal(ran.length, 1);
  assert.deepEqual(ran[0]?.slice(1, 3), ['x', '/inheritance:r']);
});
