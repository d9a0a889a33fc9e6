/** Signing in with a key in every format that programs write, at a real sshd. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { authorizeKeys, type Lab, startLab } from '../../../e2e/lab';
import type { Answer } from '../../../preload/contract/questions';
import { problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
const secret = 'correct horse';
const at = (name: string) => join(lab.dir, name);
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const keygen = (...args: string[]) => run('ssh-keygen', '-q', ...args);

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [{ name: 'keys', sshdConfig: ['AuthorizedKeysFile .ssh/authorized_keys'] }],
  });
  writeFileSync(at('secret'), secret);
  writeFileSync(at('empty'), '');
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

/** Lets the key in: its public half as the program that made it tells it. */
const authorise = (publicKey: string) => authorizeKeys(lab.server('keys').user, [publicKey.trim()]);

async function signIn(path: string, passphrase = secret): Promise<string> {
  const server = lab.server('keys');
  const answer: Answer = { kind: 'secret', secret: passphrase, remember: false };
  const host = scriptedHost((question) => (question.kind === 'passphrase' ? answer : undefined));
  const where = { name: 'keys', host: server.host, port: server.port, user: server.login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, {
        userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
        identityFiles: [{ path, explicit: true }],
      }),
  });
  rooms.push(room);
  try {
    await room.link('keys', never);
    return 'in';
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return `${problem.what} ${problem.why}`;
  } finally {
    await room.disconnect('keys');
  }
}

const kinds = [
  ['ed25519', ['-t', 'ed25519']],
  ['ecdsa', ['-t', 'ecdsa', '-b', '384']],
  ['rsa', ['-t', 'rsa', '-b', '2048']],
] as const;

test('PuTTY files of versions 2 and 3, plain and protected, by puttygen', async () => {
  for (const [name, args] of kinds) {
    keygen(...args, '-N', '', '-f', at(name));
    authorise(readFileSync(at(`${name}.pub`), 'utf8'));
    const variants = [
      ['2', '--ppk-param', 'version=2'],
      ['3', '--ppk-param', 'version=3'],
      ['2e', '--ppk-param', 'version=2', '--new-passphrase', at('secret')],
      ['id', '--ppk-param', 'version=3,kdf=argon2id', '--new-passphrase', at('secret')],
      ['i', '--ppk-param', 'version=3,kdf=argon2i', '--new-passphrase', at('secret')],
      ['d', '--ppk-param', 'version=3,kdf=argon2d,passes=3', '--new-passphrase', at('secret')],
    ];
    for (const [variant, ...more] of variants) {
      const path = at(`${name}-${variant}.ppk`);
      run('puttygen', at(name), '-O', 'private', '-o', path, ...more);
      assert.equal(await signIn(path), 'in', path);
    }
    assert.match(await signIn(at(`${name}-id.ppk`), 'wrong'), /passphrase did not open/);
  }
});

test('OpenSSH files under every cipher of ssh-keygen', async () => {
  keygen('-t', 'ed25519', '-N', '', '-f', at('ciphers'));
  authorise(readFileSync(at('ciphers.pub'), 'utf8'));
  for (const cipher of [
    ...['chacha20-poly1305@openssh.com', 'aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'],
    ...['aes256-ctr', 'aes192-ctr', 'aes128-cbc', '3des-cbc'],
  ]) {
    const path = at(`ciphers-${cipher.replace('@', '-')}`);
    copyFileSync(at('ciphers'), path);
    keygen('-p', '-P', '', '-N', secret, '-Z', cipher, '-a', '4', '-f', path);
    assert.equal(await signIn(path), 'in', cipher);
    assert.match(await signIn(path, 'wrong'), /passphrase did not open/, cipher);
  }
});

test('PKCS#8 and PEM by openssl and ssh-keygen, plain and protected', async () => {
  for (const [name, ...args] of [
    ['ed25519', '-algorithm', 'ed25519'],
    ['rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    ['ec', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ] as const) {
    const path = at(`p8-${name}`);
    run('openssl', 'genpkey', ...args, '-out', path);
    const sealed = at(`p8-${name}-sealed`);
    const out = ['-out', sealed, '-passout', `pass:${secret}`];
    run('openssl', 'pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', path, ...out);
    authorise(publicOf(path, name));
    assert.equal(await signIn(path), 'in', path);
    assert.equal(await signIn(sealed), 'in', sealed);
    assert.match(await signIn(sealed, 'wrong'), /passphrase did not open/, sealed);
  }
  for (const [name, args] of kinds.slice(1)) {
    const path = at(`pem-${name}`);
    keygen(...args, '-m', 'PEM', '-N', secret, '-f', path);
    authorise(readFileSync(`${path}.pub`, 'utf8'));
    assert.equal(await signIn(path), 'in', path);
  }
});

/** OpenSSH 9.2 does not read ed25519 in PKCS#8: openssl tells the 32 bytes. */
function publicOf(path: string, name: string): string {
  run('chmod', '600', path);
  if (name !== 'ed25519') return run('ssh-keygen', '-y', '-f', path);
  const der = execFileSync('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER']);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(der.subarray(-32))]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
}

test('what cannot be used is said in words', async () => {
  keygen('-t', 'ed25519', '-N', '', '-f', at('stranger'));
  keygen('-t', 'ed25519', '-N', '', '-f', at('ca'));
  keygen('-s', at('ca'), '-I', 'asha', '-n', 'asha', at('stranger.pub'));
  assert.match(await signIn(at('stranger')), /without its certificate/);
  assert.match(await signIn(at('stranger-cert.pub')), /it is a certificate/);
  assert.match(await signIn(at('stranger.pub')), /this is a public key/);
  writeFileSync(at('sk'), securityKeyFile());
  assert.match(await signIn(at('sk')), /lives on a security key/);
  writeFileSync(at('cut'), readFileSync(at('stranger')).subarray(0, 200));
  assert.match(await signIn(at('cut')), /the file is damaged/);
  writeFileSync(at('zero'), '');
  assert.match(await signIn(at('zero')), /the file is empty/);
});

/** The public part of a file of `ssh-keygen -t ed25519-sk`, which needs a real security key to make. */
function securityKeyFile(): string {
  const field = (value: Buffer | string) => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const type = field('sk-ssh-ed25519@openssh.com');
  const blob = Buffer.concat([type, field(Buffer.alloc(32, 7)), field('ssh:')]);
  const body = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field('')],
    ...[Buffer.from([0, 0, 0, 1]), field(blob), field(Buffer.alloc(64))],
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
