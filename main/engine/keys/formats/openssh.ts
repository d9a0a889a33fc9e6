/**
 * OpenSSH's own container for private keys (PROTOCOL.key): its public half and its ciphers stand in
 * the clear. An encrypted one is opened into a plain one, which the SSH library reads; the library
 * itself knows not every cipher, and derives the key on the thread that serves all connections.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { openChachaPoly } from './chacha20-poly1305';
import { derive } from './derive';
import { damaged, KeyFault } from './fault';
import { type KeyParts, privateFieldsOf, publicBlobOf } from './parts';
import { string, u32, WireReader } from './wire';

const MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');
const BODY =
  /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

/** What new keys get: as ssh-keygen since 9.4, 0.4 s for each guess. */
const ROUNDS = 24;
/** `ssh-keygen -a` of more than that takes a minute. */
const MAX_ROUNDS = 4000;

interface CipherSpec {
  keyBytes: number;
  ivBytes: number;
  blockBytes: number;
  open(key: Buffer, iv: Buffer, sealed: Buffer, tag: Buffer): Buffer | null;
}

const byNode = (name: string, keyBytes: number, blockBytes = 16): CipherSpec => ({
  ...{ keyBytes, ivBytes: blockBytes, blockBytes },
  open(key, iv, sealed) {
    const decipher = createDecipheriv(name, key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  },
});

const gcm = (name: 'aes-128-gcm' | 'aes-256-gcm', keyBytes: number): CipherSpec => ({
  ...{ keyBytes, ivBytes: 12, blockBytes: 16 },
  open(key, iv, sealed, tag) {
    if (tag.length !== 16) return null;
    const decipher = createDecipheriv(name, key, iv).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    } catch {
      // Node says only that the tag does not fit.
      return null;
    }
  },
});

const ciphers: Readonly<Record<string, CipherSpec>> = {
  'aes128-ctr': byNode('aes-128-ctr', 16),
  'aes192-ctr': byNode('aes-192-ctr', 24),
  'aes256-ctr': byNode('aes-256-ctr', 32),
  'aes128-cbc': byNode('aes-128-cbc', 16),
  'aes192-cbc': byNode('aes-192-cbc', 24),
  'aes256-cbc': byNode('aes-256-cbc', 32),
  '3des-cbc': byNode('des-ede3-cbc', 24, 8),
  'aes128-gcm@openssh.com': gcm('aes-128-gcm', 16),
  'aes256-gcm@openssh.com': gcm('aes-256-gcm', 32),
  'chacha20-poly1305@openssh.com': {
    ...{ keyBytes: 64, ivBytes: 0, blockBytes: 8 },
    open: (key, _iv, sealed, tag) => openChachaPoly(key, sealed, tag),
  },
};

export interface OpenSshKey {
  cipher: string;
  publicBlob: Buffer;
  encrypted: boolean;
  /**
   * The same key as a plain container, in text.
   * @throws KeyFault `wrong-passphrase`, `unsupported`, `damaged`, `too-costly`
   */
  open(passphrase: string, signal?: AbortSignal): Promise<string>;
}

/** Reads what stands in the clear; null for a text of another kind. @throws KeyFault `damaged` */
export function readOpenSsh(text: string): OpenSshKey | null {
  if (!text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) return null;
  const body = BODY.exec(text)?.[1];
  if (body === undefined) throw damaged('its last line is missing');
  const reader = new WireReader(Buffer.from(body, 'base64'));
  if (reader.left < MAGIC.length || !reader.take(MAGIC.length).equals(MAGIC))
    throw damaged('it does not begin as an OpenSSH key');
  const cipher = reader.text();
  const kdf = reader.text();
  const kdfOptions = reader.string();
  if (reader.u32() !== 1) throw new KeyFault('unsupported', 'a file with several keys');
  const publicBlob = reader.string();
  const sealed = reader.string();
  const tag = reader.rest();
  return {
    cipher,
    publicBlob,
    encrypted: cipher !== 'none',
    async open(passphrase, signal) {
      if (cipher === 'none') return text;
      const spec = Object.hasOwn(ciphers, cipher) ? ciphers[cipher] : undefined;
      if (!spec) throw new KeyFault('unsupported', `encrypted with ${cipher.slice(0, 60)}`);
      if (kdf !== 'bcrypt') throw new KeyFault('unsupported', `protected by ${kdf.slice(0, 60)}`);
      if (sealed.length === 0 || sealed.length % spec.blockBytes !== 0)
        throw damaged('its private part has no whole number of blocks');
      const { key, iv } = await keyFor(spec, passphrase, kdfOptions, signal);
      const section = spec.open(key, iv, sealed, tag);
      if (section === null || !section.subarray(0, 4).equals(section.subarray(4, 8)))
        throw new KeyFault('wrong-passphrase', 'the passphrase does not fit');
      return container('none', 'none', Buffer.alloc(0), publicBlob, section);
    },
  };
}

async function keyFor(
  spec: CipherSpec,
  passphrase: string,
  kdfOptions: Buffer,
  signal?: AbortSignal,
): Promise<{ key: Buffer; iv: Buffer }> {
  const reader = new WireReader(kdfOptions);
  const salt = reader.string();
  const rounds = reader.u32();
  if (salt.length === 0 || rounds === 0) throw damaged('it has no salt');
  if (rounds > MAX_ROUNDS) throw new KeyFault('too-costly', `it wants ${rounds} rounds of bcrypt`);
  const bytes = spec.keyBytes + spec.ivBytes;
  const password = Buffer.from(passphrase, 'utf8');
  // bcrypt_pbkdf takes no empty password; no key is encrypted with one.
  if (password.length === 0) throw new KeyFault('wrong-passphrase', 'no passphrase was given');
  const derived = await derive({ kind: 'bcrypt', password, salt, rounds, bytes }, { signal });
  return { key: derived.subarray(0, spec.keyBytes), iv: derived.subarray(spec.keyBytes) };
}

/** The file of a key, encrypted (aes256-ctr, as ssh-keygen does) where there is a passphrase. */
export async function writeOpenSsh(
  key: KeyParts,
  comment: string,
  passphrase = '',
  signal?: AbortSignal,
): Promise<string> {
  const check = randomBytes(4);
  const body = Buffer.concat([check, check, privateFieldsOf(key), string(comment)]);
  const block = passphrase === '' ? 8 : 16;
  const padding = Buffer.from(
    Array.from({ length: (block - (body.length % block)) % block }, (_, at) => at + 1),
  );
  const section = Buffer.concat([body, padding]);
  const blob = publicBlobOf(key);
  if (passphrase === '') return container('none', 'none', Buffer.alloc(0), blob, section);
  const salt = randomBytes(16);
  const password = Buffer.from(passphrase, 'utf8');
  const task = { kind: 'bcrypt', password, salt, rounds: ROUNDS, bytes: 48 } as const;
  const derived = await derive(task, { signal });
  const sealer = createCipheriv('aes-256-ctr', derived.subarray(0, 32), derived.subarray(32));
  const sealed = Buffer.concat([sealer.update(section), sealer.final()]);
  const options = Buffer.concat([string(salt), u32(ROUNDS)]);
  return container('aes256-ctr', 'bcrypt', options, blob, sealed);
}

function container(
  cipher: string,
  kdf: string,
  kdfOptions: Buffer,
  publicBlob: Buffer,
  section: Buffer,
): string {
  const parts = [MAGIC, string(cipher), string(kdf), string(kdfOptions), u32(1)];
  const bytes = Buffer.concat([...parts, string(publicBlob), string(section)]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} OPENSSH PRIVATE KEY-----`);
  return `${[begin, ...lines, end].join('\n')}\n`;
}
