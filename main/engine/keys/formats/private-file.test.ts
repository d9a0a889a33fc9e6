import assert from 'node:assert/strict';
import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  getCiphers,
  randomBytes,
} from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chacha20, openChachaPoly, poly1305 } from './chacha20-poly1305';
import { KeyFault } from './fault';
import { readOpenSsh, writeOpenSsh } from './openssh';
import { describePublic, type KeyParts, partsOf, publicBlobOf } from './parts';
import { openPutty, recognisePrivate } from './private-file';
import { fingerprintOf, parsePublicLine, publicLine } from './public-line';

const folder = join(process.cwd(), 'e2e/lab/fixtures/ppk');
const ppk = (name: string) => readFileSync(join(folder, name), 'latin1');
const passphraseOf = (name: string) => (/^p.e_/.test(name) ? 'secret' : '');

/** The public line that puttygen wrote beside the private file. */
function publicOf(name: string): Buffer {
  const kind = name.includes('argon2i') ? 'ed25519' : name.replace(/^p\d?e?_|\.ppk$/g, '');
  const line = parsePublicLine(readFileSync(join(folder, `k_${kind}.pub`), 'utf8'));
  assert.ok(line, name);
  return line.blob;
}

async function faultOf(work: () => unknown): Promise<KeyFault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof KeyFault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const names = readdirSync(folder).filter((name) => name.endsWith('.ppk'));

test('every PuTTY file opens, and is the key that its public file says', async () => {
  assert.equal(names.length, 13);
  for (const name of names) {
    const file = recognisePrivate(ppk(name));
    assert.equal(file?.format, name.startsWith('p2') ? 'putty-2' : 'putty-3', name);
    assert.equal(file?.encrypted, passphraseOf(name) !== '', name);
    const opened = await openPutty(ppk(name), passphraseOf(name));
    assert.deepEqual(opened.publicBlob, publicOf(name), name);
    const plain = readOpenSsh((await file?.open?.(passphraseOf(name))) ?? '');
    assert.equal(plain?.encrypted, false);
    assert.deepEqual(plain?.publicBlob, publicOf(name), name);
  }
});

test('line ends of Windows and of old Macs are the same file', async () => {
  for (const end of ['\r\n', '\r']) {
    const text = ppk('p3e_ed25519.ppk').replaceAll(/\r?\n/g, end);
    assert.deepEqual((await openPutty(text, 'secret')).publicBlob, publicOf('p3_ed25519.ppk'));
  }
});

test('a wrong passphrase, and none, are told from damage', async () => {
  for (const name of names.filter((each) => passphraseOf(each) !== '')) {
    assert.equal((await faultOf(() => openPutty(ppk(name), 'Secret'))).kind, 'wrong-passphrase');
    assert.equal((await faultOf(() => openPutty(ppk(name), ''))).kind, 'wrong-passphrase');
  }
});

test('a PuTTY file that is cut off anywhere is damaged, and never opens', async () => {
  for (const name of ['p2_rsa.ppk', 'p3_ecdsa.ppk', 'p3_ed25519.ppk']) {
    const text = ppk(name).trimEnd();
    for (let length = 22; length < text.length; length += 7) {
      const { kind } = await faultOf(() => openPutty(text.slice(0, length), ''));
      assert.match(kind, /damaged|unsupported/, `${name} cut at ${length}`);
    }
  }
});

test('one changed character of an unprotected file is seen', async () => {
  const text = ppk('p3_rsa.ppk');
  for (const [from, to] of [
    ['Comment: ', 'Comment: x'],
    ['Private-MAC: ', 'Private-MAC: 0'],
    ['AAAAB3NzaC1yc2E', 'AAAAB3NzaC1yc2F'],
  ] as const) {
    assert.ok(text.includes(from), from);
    assert.equal((await faultOf(() => openPutty(text.replace(from, to), ''))).kind, 'damaged');
  }
});

test('a file that asks for too much is refused before anything is computed', async () => {
  const text = ppk('p3e_ed25519.ppk');
  for (const [from, to] of [
    [/Argon2-Memory: \d+/, 'Argon2-Memory: 4194304'],
    [/Argon2-Passes: \d+/, 'Argon2-Passes: 4000000000'],
    [/Argon2-Parallelism: \d+/, 'Argon2-Parallelism: 99999'],
    [/Private-Lines: \d+/, 'Private-Lines: 1000000'],
    [/Public-Lines: \d+/, 'Public-Lines: 99999999999999'],
  ] as const) {
    const { kind, why } = await faultOf(() => openPutty(text.replace(from, to), 'secret'));
    assert.match(kind, /too-costly|damaged/, to);
    assert.match(why, /^its |^it wants /, 'the file was refused, not its derivation');
  }
  const bcrypt = await openSshKey('aes256-ctr', 'secret', 2 ** 32 - 1);
  const { kind, why } = await faultOf(() => readOpenSsh(bcrypt)?.open('secret'));
  assert.deepEqual([kind, why], ['too-costly', 'it wants 4294967295 rounds of bcrypt']);
});

test('a PuTTY file with somebody else’s public half is refused, though its MAC is right', async () => {
  const { publicKey } = ed25519();
  const { seed } = ed25519();
  const field = (value: Buffer | string) => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const open = Buffer.concat([field('ssh-ed25519'), field(publicKey)]);
  const parts = ['ssh-ed25519', 'none', 'x', open, field(seed)].map(field);
  const mac = createHmac('sha256', '').update(Buffer.concat(parts)).digest('hex');
  const text = [
    ...['PuTTY-User-Key-File-3: ssh-ed25519', 'Encryption: none', 'Comment: x', 'Public-Lines: 2'],
    ...(open.toString('base64').match(/.{1,64}/g) ?? []),
    ...['Private-Lines: 1', field(seed).toString('base64'), `Private-MAC: ${mac}`, ''],
  ].join('\n');
  const { kind, why } = await faultOf(() => openPutty(text, ''));
  assert.deepEqual([kind, /does not belong/.test(why)], ['damaged', true], why);
});

test('a file whose halves do not belong together is damaged', async () => {
  const { publicKey, seed } = ed25519();
  const other = ed25519();
  const { checkHalves } = await import('./parts');
  checkHalves({ kind: 'ed25519', publicKey, seed });
  const mixed: KeyParts = { kind: 'ed25519', publicKey, seed: other.seed };
  assert.equal((await faultOf(() => checkHalves(mixed))).kind, 'damaged');
  const rsa = partsOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
  assert.equal(rsa.kind, 'rsa');
  checkHalves(rsa);
  if (rsa.kind !== 'rsa') return;
  const swapped: KeyParts = { ...rsa, p: rsa.e };
  assert.equal((await faultOf(() => checkHalves(swapped))).kind, 'damaged');
});

function ed25519(): Extract<KeyParts, { kind: 'ed25519' }> {
  const parts = partsOf(generateKeyPairSync('ed25519').privateKey);
  assert.equal(parts.kind, 'ed25519');
  return parts as Extract<KeyParts, { kind: 'ed25519' }>;
}

/** A container whose header says more rounds than it was made with. */
async function openSshKey(_cipher: string, passphrase: string, rounds: number): Promise<string> {
  const text = await writeOpenSsh(ed25519(), 'x', passphrase);
  const bytes = Buffer.from(text.replace(/-----.*-----|\s/g, ''), 'base64');
  const at = bytes.indexOf(Buffer.from([0, 0, 0, 16]));
  bytes.writeUInt32BE(rounds, at + 20);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

test('what we write, we read: every kind, plain and with a passphrase', async () => {
  const kinds = [
    ed25519(),
    partsOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ...(['P-256', 'P-384', 'P-521'] as const).map((namedCurve) =>
      partsOf(generateKeyPairSync('ec', { namedCurve }).privateKey),
    ),
  ];
  for (const key of kinds) {
    const written = readOpenSsh(await writeOpenSsh(key, 'a comment', 'pass wörd'));
    assert.equal(written?.encrypted, true);
    assert.deepEqual(written?.publicBlob, publicBlobOf(key));
    assert.equal(readOpenSsh((await written?.open('pass wörd')) ?? '')?.encrypted, false);
    const { kind } = await faultOf(() => written?.open('pass word'));
    assert.equal(kind, 'wrong-passphrase');
  }
});

test('PKCS#8 of every kind, plain and encrypted; what is cut off is damaged', async () => {
  for (const { privateKey } of [
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ]) {
    const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' };
    const sealed = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
    const wanted = publicBlobOf(partsOf(createPrivateKey(plain)));
    for (const [text, passphrase] of [
      [plain, ''],
      [sealed, 'secret'],
    ] as const) {
      const opened = (await recognisePrivate(text)?.open?.(passphrase)) ?? '';
      assert.deepEqual(readOpenSsh(opened)?.publicBlob, wanted);
    }
    const { kind } = await faultOf(() => recognisePrivate(sealed)?.open?.('wrong'));
    assert.equal(kind, 'wrong-passphrase');
    const cut = sealed.split('\n');
    cut.splice(2, 1);
    assert.equal((await faultOf(() => recognisePrivate(cut.join('\n')))).kind, 'damaged');
    assert.equal((await faultOf(() => recognisePrivate(plain.slice(0, 90)))).kind, 'damaged');
  }
  const pem = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const { kind } = await faultOf(() => recognisePrivate(pem.toString())?.open?.(''));
  assert.equal(kind, 'unsupported');
});

test('what is no private key is not taken for one', () => {
  for (const text of ['', 'hello', 'ssh-ed25519 AAAA x', '-----BEGIN CERTIFICATE-----\n']) {
    assert.equal(recognisePrivate(text), null);
  }
});

test('opening can be stopped', async () => {
  const text = await writeOpenSsh(ed25519(), '', 'secret');
  const stop = new AbortController();
  const opening = readOpenSsh(text)?.open('secret', stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(async () => opening, /enough/);
  await assert.rejects(async () => readOpenSsh(text)?.open('secret', stop.signal), /enough/);
});

test('ChaCha20 and Poly1305 are those of RFC 8439 (2.4.2 by Node, 2.5.2)', () => {
  const tag = poly1305(
    Buffer.from('85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b', 'hex'),
    Buffer.from('Cryptographic Forum Research Group'),
  );
  assert.equal(tag.toString('hex'), 'a8061dc1305136c6c22b8baf0c0127a9');
  const key = randomBytes(64);
  const data = randomBytes(200);
  const mine = chacha20(key.subarray(0, 32), data, 1);
  // BoringSSL has no bare ChaCha20, which is why there is one of ours.
  if (getCiphers().includes('chacha20')) {
    const iv = Buffer.concat([Buffer.from([1]), Buffer.alloc(15)]);
    const node = createCipheriv('chacha20' as 'aes-256-ctr', key.subarray(0, 32), iv);
    assert.deepEqual(mine, node.update(data));
  }
  const sealedTag = poly1305(chacha20(key.subarray(0, 32), Buffer.alloc(32), 0), mine);
  assert.deepEqual(openChachaPoly(key, mine, sealedTag), data);
  sealedTag[3] = (sealedTag[3] ?? 0) ^ 1;
  assert.equal(openChachaPoly(key, mine, sealedTag), null);
});

test('public lines: options, comments, and what is none', () => {
  const blob = publicOf('p3_ed25519.ppk');
  const line = publicLine(blob, 'asha@laptop\nssh-rsa AAAA evil');
  assert.equal(line.split('\n').length, 1);
  assert.deepEqual(parsePublicLine(`# note\n\nfrom="10.*",no-pty ${line}\n`)?.blob, blob);
  assert.equal(parsePublicLine('ssh-ed25519 AAAAnonsense x'), null);
  assert.match(fingerprintOf(blob), /^SHA256:[A-Za-z0-9+/]{43}$/);
  assert.deepEqual(describePublic(publicOf('p3_rsa.ppk')), { type: 'ssh-rsa', bits: 3072 });
  assert.deepEqual(describePublic(publicOf('p3_ecdsa.ppk')).type, 'ecdsa-sha2-nistp256');
});
