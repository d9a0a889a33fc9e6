/**
 * PuTTY's private key files, version 2 (until 0.74) and 3. Source: PuTTY's own manual, appendix C
 * "PPK file format"; checked against files of puttygen 0.78. What the file asks of Argon2 is capped.
 */
import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Argon2Name, derive } from './derive';
import { damaged, KeyFault } from './fault';
import { type Curve, checkHalves, curves, type KeyParts, publicBlobOf } from './parts';
import { string, WireReader } from './wire';

/** A key has about 50 lines; more is no key. */
const MAX_LINES = 500;
const MAX_MEMORY_KIB = 1024 * 1024;
/** PuTTYgen tunes itself to a tenth of a second: about 300 MiB in all. This is two hundred times that. */
const MAX_KIB_IN_ALL = 64 * 1024 * 1024;

export interface PuttyKey {
  version: 2 | 3;
  algorithm: string;
  encrypted: boolean;
  comment: string;
  publicBlob: Buffer;
  /** @throws KeyFault `wrong-passphrase`, `damaged`, `unsupported`, `too-costly` */
  open(passphrase: string, signal?: AbortSignal): Promise<KeyParts>;
}

interface PpkFile {
  version: 2 | 3;
  headers: ReadonlyMap<string, string>;
  algorithm: string;
  encryption: string;
  /** As bytes: PuTTY writes them in whatever character set it runs in, and signs them. */
  comment: Buffer;
  publicBlob: Buffer;
  sealed: Buffer;
  mac: Buffer;
}

/**
 * Reads what stands in the clear; null for a text of another kind. `text` is latin1, so that no
 * byte is lost. @throws KeyFault `damaged`, `unsupported`
 */
export function readPutty(text: string): PuttyKey | null {
  if (!/^PuTTY-User-Key-File-/.test(text)) return null;
  const file = parse(text);
  return {
    version: file.version,
    algorithm: file.algorithm,
    encrypted: file.encryption !== 'none',
    comment: file.comment.toString('utf8'),
    publicBlob: file.publicBlob,
    open: (passphrase, signal) => open(file, passphrase, signal),
  };
}

function parse(text: string): PpkFile {
  const lines = text.split(/\r\n|\r|\n/, MAX_LINES);
  const first = /^PuTTY-User-Key-File-(\d+): (\S+)$/.exec(lines[0] ?? '');
  const version = Number(first?.[1]);
  if (version !== 2 && version !== 3)
    throw new KeyFault('unsupported', 'a PuTTY key of a version that Labmate does not know');
  const headers = new Map<string, string>();
  const blobs = new Map<string, Buffer>();
  for (let at = 1; at < lines.length; at += 1) {
    const [, name, value] = /^([A-Za-z0-9-]+): (.*)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || value === undefined) {
      if ((lines[at] ?? '').trim() === '') continue;
      throw damaged(`its line ${at + 1} makes no sense`);
    }
    headers.set(name, value);
    if (name !== 'Public-Lines' && name !== 'Private-Lines') continue;
    const count = wholeNumber(value, MAX_LINES, name);
    const body = lines.slice(at + 1, at + 1 + count);
    if (body.length < count) throw damaged('it ends in the middle');
    if (!body.every((line) => /^[A-Za-z0-9+/]{1,64}={0,2}$/.test(line)))
      throw damaged(`its ${name} are not what they should be`);
    blobs.set(name, Buffer.from(body.join(''), 'base64'));
    at += count;
  }
  return { version, headers, algorithm: first?.[2] ?? '', ...partsFrom(headers, blobs) };
}

function partsFrom(headers: ReadonlyMap<string, string>, blobs: ReadonlyMap<string, Buffer>) {
  const encryption = headers.get('Encryption');
  const comment = headers.get('Comment');
  const publicBlob = blobs.get('Public-Lines');
  const sealed = blobs.get('Private-Lines');
  const mac = headers.get('Private-MAC');
  if (!encryption || comment === undefined || !publicBlob || !sealed || mac === undefined)
    throw damaged('it ends in the middle');
  if (encryption !== 'none' && encryption !== 'aes256-cbc')
    throw new KeyFault('unsupported', `encrypted with ${encryption.slice(0, 60)}`);
  return {
    encryption,
    comment: Buffer.from(comment, 'latin1'),
    publicBlob,
    sealed,
    mac: Buffer.from(mac, 'hex'),
  };
}

function wholeNumber(text: string | undefined, most: number, name: string): number {
  if (text === undefined || !/^\d{1,10}$/.test(text)) throw damaged(`its ${name} is no number`);
  const value = Number(text);
  if (value > most) throw new KeyFault('too-costly', `its ${name} is ${value}`);
  return value;
}

async function open(file: PpkFile, passphrase: string, signal?: AbortSignal): Promise<KeyParts> {
  const encrypted = file.encryption !== 'none';
  if (encrypted && passphrase === '')
    throw new KeyFault('wrong-passphrase', 'no passphrase was given');
  const given = Buffer.from(encrypted ? passphrase : '', 'utf8');
  const secret = file.version === 3 ? await secretOf3(file, given, signal) : secretOf2(given);
  let blob = file.sealed;
  if (encrypted) {
    if (blob.length === 0 || blob.length % 16 !== 0)
      throw damaged('its private part has no whole number of blocks');
    const decipher = createDecipheriv('aes-256-cbc', secret.key, secret.iv).setAutoPadding(false);
    blob = Buffer.concat([decipher.update(blob), decipher.final()]);
  }
  const signed = [file.algorithm, file.encryption, file.comment, file.publicBlob, blob].map(string);
  const mac = createHmac(file.version === 3 ? 'sha256' : 'sha1', secret.macKey);
  const expected = mac.update(Buffer.concat(signed)).digest();
  if (expected.length !== file.mac.length || !timingSafeEqual(expected, file.mac)) {
    if (encrypted) throw new KeyFault('wrong-passphrase', 'the passphrase does not fit');
    throw damaged('it was changed after PuTTY wrote it');
  }
  const key = privateParts(file, blob);
  if (!publicBlobOf(key).equals(file.publicBlob))
    throw damaged('its public half is of another kind than it says');
  checkHalves(key);
  return key;
}

interface Secret {
  key: Buffer;
  iv: Buffer;
  macKey: Buffer;
}

function secretOf2(passphrase: Buffer): Secret {
  const sha1 = (...parts: (Buffer | string)[]) => {
    const hash = createHash('sha1');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const halves = [0, 1].map((at) => sha1(Buffer.from([0, 0, 0, at]), passphrase));
  return {
    key: Buffer.concat(halves).subarray(0, 32),
    iv: Buffer.alloc(16),
    macKey: sha1('putty-private-key-file-mac-key', passphrase),
  };
}

const derivations: Readonly<Record<string, Argon2Name>> = {
  Argon2id: 'argon2id',
  Argon2i: 'argon2i',
  Argon2d: 'argon2d',
};

async function secretOf3(
  { encryption, headers }: PpkFile,
  password: Buffer,
  signal?: AbortSignal,
): Promise<Secret> {
  if (encryption === 'none')
    return { key: Buffer.alloc(0), iv: Buffer.alloc(0), macKey: Buffer.alloc(0) };
  const said = headers.get('Key-Derivation') ?? 'nothing';
  const name = Object.hasOwn(derivations, said) ? derivations[said] : undefined;
  if (!name) throw new KeyFault('unsupported', `protected by ${said.slice(0, 60)}`);
  const memoryKiB = wholeNumber(headers.get('Argon2-Memory'), MAX_MEMORY_KIB, 'Argon2-Memory');
  const passes = wholeNumber(headers.get('Argon2-Passes'), 2 ** 32, 'Argon2-Passes');
  const parallelism = wholeNumber(headers.get('Argon2-Parallelism'), 255, 'Argon2-Parallelism');
  const salt = Buffer.from(headers.get('Argon2-Salt') ?? '', 'hex');
  if (memoryKiB * passes > MAX_KIB_IN_ALL)
    throw new KeyFault('too-costly', `it wants ${passes} passes over ${memoryKiB} KiB`);
  if (passes < 1 || parallelism < 1 || memoryKiB < 8 * parallelism || salt.length < 8)
    throw damaged('what it says of its protection makes no sense');
  const task = { kind: 'argon2', name, password, salt, memoryKiB, passes, parallelism } as const;
  const bytes = await derive({ ...task, bytes: 80 }, { signal });
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32, 48), macKey: bytes.subarray(48) };
}

/** What is private of a key; random padding may follow. */
function privateParts({ algorithm, publicBlob }: PpkFile, blob: Buffer): KeyParts {
  const open = new WireReader(publicBlob);
  const secret = new WireReader(blob);
  if (open.text() !== algorithm) throw damaged('its public half is of another kind than it says');
  if (algorithm === 'ssh-rsa') {
    const [e, n] = [open.number(), open.number()];
    const [d, p, q, iqmp] = [secret.number(), secret.number(), secret.number(), secret.number()];
    return { kind: 'rsa', n, e, d, p, q, iqmp };
  }
  if (algorithm === 'ssh-ed25519') {
    const [publicKey, seed] = [open.string(), secret.string()];
    if (publicKey.length !== 32 || seed.length !== 32) throw damaged('its numbers have no length');
    return { kind: 'ed25519', publicKey, seed };
  }
  const curve = algorithm.replace(/^ecdsa-sha2-/, '');
  if (!Object.hasOwn(curves, curve))
    throw new KeyFault('unsupported', `a key of the kind ${algorithm.slice(0, 60)}`);
  open.string();
  return { kind: 'ecdsa', curve: curve as Curve, point: open.string(), d: secret.number() };
}
