/** known_hosts, compared with what ssh-keygen itself finds and writes. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
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
import { after, before, test } from 'node:test';
import {
  fingerprint,
  hostMatches,
  judge,
  keysOf,
  knownHostName,
  parseKnownHosts,
} from './known-hosts';
import { addKnownHost } from './known-hosts-file';

const missing = spawnSync('ssh-keygen', ['-?']).error ? 'ssh-keygen is not installed' : false;
let dir: string;
const keys: { line: string; blob: Buffer }[] = [];

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'labmate-known-hosts-'));
  if (missing) return;
  for (const type of ['ed25519', 'ecdsa', 'ed25519']) {
    const path = join(dir, `k${keys.length}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
    const line = readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    keys.push({ line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64') });
  }
});

after(() => rmSync(dir, { recursive: true, force: true }));

/** The lines that ssh-keygen -F finds for a host. */
function keygenFinds(file: string, host: string): string[] {
  const found = spawnSync('ssh-keygen', ['-F', host, '-f', file], { encoding: 'utf8' });
  return found.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const a = () => keys[0] as { line: string; blob: Buffer };
const b = () => keys[1] as { line: string; blob: Buffer };
const c = () => keys[2] as { line: string; blob: Buffer };

test('finds the same lines as ssh-keygen -F, plain and hashed', { skip: missing }, () => {
  const text = [
    '# a comment',
    `gpu1.lab.edu,10.0.0.1 ${a().line} with a comment`,
    `*.lab.edu,!gpu9.lab.edu ${b().line}`,
    `[gpu1.lab.edu]:2222 ${c().line}`,
    `gpu? ${a().line}`,
    `  GPU5.Lab.Edu\t${a().line}`,
    'gpu7.lab.edu ssh-ed25519 not-a-key',
    `@cert-authority *.ca.edu ${a().line}`,
    '',
  ].join('\n');
  const plain = join(dir, 'plain');
  writeFileSync(plain, text);
  const hashed = join(dir, 'hashed');
  writeFileSync(hashed, text);
  execFileSync('ssh-keygen', ['-H', '-f', hashed], { stdio: 'ignore' });
  assert.match(readFileSync(hashed, 'utf8'), /^\|1\|/m);
  const hosts = [
    ...['gpu1.lab.edu', '10.0.0.1', 'gpu9.lab.edu', '[gpu1.lab.edu]:2222', 'gpu3', 'gpu33'],
    ...['gpu5.lab.edu', 'GPU1.lab.edu', 'gpu7.lab.edu', 'x.ca.edu', 'nowhere', '[gpu1.lab.edu]:22'],
  ];
  for (const file of [plain, hashed]) {
    const lines = parseKnownHosts(readFileSync(file, 'utf8'), file);
    for (const host of hosts) {
      // ssh-keygen hashes what it is given; ssh itself makes names lower case first.
      if (file === hashed && host !== host.toLowerCase()) continue;
      const ours = keysOf(lines, host).map((key) => key.key.toString('base64'));
      const theirs = keygenFinds(file, host)
        .map((line) => / (AAAA\S+)/.exec(line)?.[1])
        .filter((key) => key !== undefined);
      assert.deepEqual(ours, theirs, `${host} in ${file}`);
    }
  }
});

test('the fingerprint is the one that ssh-keygen -l prints', { skip: missing }, () => {
  const shown = execFileSync('ssh-keygen', ['-l', '-f', join(dir, 'k0.pub')], { encoding: 'utf8' });
  assert.equal(fingerprint(a().blob), shown.split(' ')[1]);
});

test('a key is known, new, changed or revoked', { skip: missing }, () => {
  const verdict = (text: string, key: Buffer, host = 'gpu1', plain: string | null = null) =>
    judge(parseKnownHosts(text, 'f'), host, key, plain).kind;
  assert.equal(verdict(`gpu1 ${a().line}`, a().blob), 'known');
  assert.equal(verdict(`gpu2 ${a().line}`, a().blob), 'new');
  assert.equal(verdict('', a().blob), 'new');
  assert.equal(verdict(`gpu1 ${a().line}`, c().blob), 'changed');
  // As OpenSSH 9.2 does (seen): a host known by another type only counts as changed.
  assert.equal(verdict(`gpu1 ${b().line}`, a().blob), 'changed');
  assert.equal(verdict(`gpu1 ${c().line}\ngpu1 ${a().line}`, a().blob), 'known');
  assert.equal(verdict(`gpu1 ${a().line}\n@revoked * ${a().line}`, a().blob), 'revoked');
  assert.equal(verdict(`@revoked * ${a().line}\ngpu1 ${a().line}`, a().blob), 'revoked');
  assert.equal(verdict(`gpu1 ${a().line}\n@revoked * ${c().line}`, a().blob), 'known');
  assert.equal(verdict(`@revoked other ${a().line}\ngpu1 ${a().line}`, a().blob), 'known');
  const authority = judge(
    parseKnownHosts(`@cert-authority * ${c().line}`, 'f'),
    'gpu1',
    a().blob,
    null,
  );
  assert.deepEqual(authority, { kind: 'new', authority: true });
});

test('a key kept without the port is taken for a port, a wrong one is no change', {
  skip: missing,
}, () => {
  const text = `gpu1 ${a().line}`;
  const lines = parseKnownHosts(text, 'f');
  assert.equal(judge(lines, '[gpu1]:2222', a().blob, 'gpu1').kind, 'known');
  assert.equal(judge(lines, '[gpu1]:2222', c().blob, 'gpu1').kind, 'new');
  const revoked = parseKnownHosts(`@revoked gpu1 ${a().line}`, 'f');
  assert.equal(judge(revoked, '[gpu1]:2222', a().blob, 'gpu1').kind, 'revoked');
});

test('patterns', () => {
  assert.ok(hostMatches('*', 'anything'));
  assert.ok(hostMatches('g?u*', 'gpu'));
  assert.ok(!hostMatches('g?u', 'gu'));
  assert.ok(hostMatches('*.a.*.b', 'x.a.y.a.z.b'));
  assert.ok(!hostMatches('!gpu1,gpu1', 'gpu1'));
  assert.ok(!hostMatches('gpu1,!gpu*', 'gpu1'));
  assert.ok(!hostMatches('!gpu2', 'gpu1'));
  assert.ok(hostMatches('[gpu1]:22*', '[gpu1]:2222'));
  assert.ok(!hostMatches('|1|garbage', 'gpu1'));
  assert.ok(!hostMatches('|2|a|b', 'gpu1'));
  // A pattern that explodes in naive matchers.
  assert.ok(!hostMatches(`${'*a'.repeat(40)}*b`, 'a'.repeat(200)));
});

test('names off port 22 are bracketed', () => {
  assert.equal(knownHostName('gpu1', 22), 'gpu1');
  assert.equal(knownHostName('::1', 2222), '[::1]:2222');
});

test('a line is added after a missing line end, once, with mode 600', {
  skip: missing,
}, async () => {
  const file = join(dir, 'new', 'known_hosts');
  const about = { server: 's', host: 'gpu1' };
  const entry = { name: 'gpu1', keyType: 'ssh-ed25519', key: a().blob, hashed: false };
  await addKnownHost(file, entry, about);
  assert.equal(readFileSync(file, 'utf8'), `gpu1 ${a().line}\n`);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  writeFileSync(file, `# mine\nother ${b().line}`);
  await Promise.all([1, 2, 3, 4].map(() => addKnownHost(file, entry, about)));
  assert.equal(readFileSync(file, 'utf8'), `# mine\nother ${b().line}\ngpu1 ${a().line}\n`);
  assert.deepEqual(keygenFinds(file, 'gpu1'), [`gpu1 ${a().line}`]);
});

test('a hashed line hides the name, and ssh-keygen finds it', { skip: missing }, async () => {
  const file = join(dir, 'hashed-by-us');
  const about = { server: 's', host: '[GPU1.lab]:2222' };
  const entry = { name: '[GPU1.lab]:2222', keyType: 'ssh-ed25519', key: a().blob, hashed: true };
  await addKnownHost(file, entry, about);
  await addKnownHost(file, entry, about);
  const text = readFileSync(file, 'utf8');
  assert.match(text, /^\|1\|[\w+/]{27}=\|[\w+/]{27}= ssh-ed25519 \S+\n$/);
  assert.equal(keygenFinds(file, '[gpu1.lab]:2222').length, 1);
  assert.deepEqual(keygenFinds(file, 'gpu1.lab'), []);
  assert.equal(judge(parseKnownHosts(text, file), '[gpu1.lab]:2222', a().blob, null).kind, 'known');
});

test('a broken line is no key: the host is neither known nor changed by it', {
  skip: missing,
}, () => {
  const key = a().line.split(' ')[1] ?? '';
  const broken = [
    `gpu1 ssh-ed25519 ${key.slice(0, -8)}`,
    `gpu1 ssh-ed25519 ${key}AAAA`,
    `gpu1 ssh-ed25519 ${key.slice(0, 20)}!${key.slice(21)}`,
    `gpu1 ssh-rsa ${key}`,
    `gpu1 ecdsa-sha2-nistp256 ${key}`,
    `gpu1 unknown-type ${key}`,
    'gpu1 ssh-ed25519',
    'gpu1',
    `@nonsense gpu1 ${a().line}`,
    `@revoked`,
    '\u0000\u0001\u0002',
    `gpu1 2048 35 ${'9'.repeat(300)}`,
  ];
  const file = join(dir, 'broken');
  writeFileSync(file, `${broken.join('\n')}\n`);
  assert.deepEqual(parseKnownHosts(readFileSync(file, 'utf8'), file), []);
  writeFileSync(file, `${broken.join('\n')}\ngpu1 ${a().line}`);
  const lines = parseKnownHosts(readFileSync(file, 'utf8'), file);
  assert.deepEqual(
    lines.map(({ line }) => line),
    [broken.length + 1],
  );
});

test('UserKnownHostsFile /dev/null: a key is accepted and forgotten, nothing is left beside', {
  skip: process.platform === 'win32' ? 'no /dev/null here' : missing,
}, async () => {
  const about = { server: 's', host: 'gpu1' };
  const entry = { name: 'gpu1', keyType: 'ssh-ed25519', key: a().blob, hashed: false };
  await addKnownHost('/dev/null', entry, about);
  // A link to it, and a pipe, which takes the line like any other program's output.
  const link = join(dir, 'devices', 'null');
  mkdirSync(join(dir, 'devices'));
  symlinkSync('/dev/null', link);
  await addKnownHost(link, entry, about);
  assert.deepEqual(readdirSync(join(dir, 'devices')), ['null']);
  assert.equal(existsSync('/dev/null.lock'), false);
  const pipe = join(dir, 'devices', 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  const said = reader.stdout.toArray();
  await addKnownHost(pipe, entry, about);
  assert.equal(Buffer.concat(await said).toString(), `gpu1 ${a().line}\n`);
});
