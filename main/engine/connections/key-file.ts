/**
 * Reads private key files. What is encrypted is recognised from the file itself, and its public
 * half is read without the passphrase, so that nobody is asked for the passphrase of a key that
 * the server does not want.
 */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';

const { utils } = ssh2;

/** A key file is a few kilobytes; anything bigger is not one. */
const MAX_KEY_BYTES = 256 * 1024;

export type Unlocked =
  | { kind: 'key'; key: ParsedKey }
  | { kind: 'wrong-passphrase' }
  | { kind: 'unsupported'; why: string };

export type KeyFile =
  | { kind: 'missing' }
  | { kind: 'unreadable'; why: string }
  | { kind: 'unsupported'; why: string }
  | { kind: 'plain'; key: ParsedKey }
  /** `publicKey` is null where the file keeps it hidden and no `.pub` lies beside it. */
  | {
      kind: 'encrypted';
      publicKey: ParsedKey | null;
      unlock(passphrase: string): Unlocked;
    };

export async function readKeyFile(path: string): Promise<KeyFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unreadable', why: (error as Error).message };
  }
  if (bytes.length > MAX_KEY_BYTES) return { kind: 'unsupported', why: 'too big for a key' };
  const text = bytes.toString('latin1');
  const unlock = (passphrase?: string) => parsePrivate(text, passphrase);
  if (!isEncrypted(text)) {
    const found = unlock();
    return found.kind === 'key'
      ? { kind: 'plain', key: found.key }
      : { kind: 'unsupported', why: found.kind === 'unsupported' ? found.why : 'damaged' };
  }
  const publicKey = publicHalf(text) ?? (await readPublicKey(`${path}.pub`));
  return { kind: 'encrypted', publicKey, unlock };
}

/** The key in a `.pub` file, or null. Also tells which agent key an identity file means. */
export async function readPublicKey(path: string): Promise<ParsedKey | null> {
  try {
    return firstKey(utils.parseKey(await readFile(path)));
  } catch {
    // No such file, or unreadable: then there is simply no public half.
    return null;
  }
}

function firstKey(parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | null {
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key === undefined || key instanceof Error ? null : key;
}

const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/;
const PKCS8 = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/;

/** OpenSSH's own container (PROTOCOL.key): cipher name and public half stand in the clear. */
function openSshHeader(text: string): { cipher: string; publicBlob: Buffer } | null {
  const body = OPENSSH.exec(text)?.[1];
  if (!body) return null;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const field = (): Buffer => {
    const length = bytes.length >= at + 4 ? bytes.readUInt32BE(at) : bytes.length;
    const value = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  const cipher = field().toString('latin1');
  field();
  field();
  at += 4;
  return { cipher, publicBlob: field() };
}

function isEncrypted(text: string): boolean {
  const header = openSshHeader(text);
  if (header) return header.cipher !== 'none';
  return (
    /^Proc-Type: 4,ENCRYPTED/m.test(text) ||
    text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ||
    (/^PuTTY-User-Key-File-/.test(text) && !/^Encryption: none/m.test(text))
  );
}

function publicHalf(text: string): ParsedKey | null {
  const header = openSshHeader(text);
  return header ? firstKey(utils.parseKey(header.publicBlob)) : null;
}

function parsePrivate(text: string, passphrase?: string): Unlocked {
  if (PKCS8.test(text)) return parsePkcs8(text, passphrase);
  const cipher = openSshHeader(text)?.cipher;
  if (cipher?.startsWith('chacha20')) {
    return { kind: 'unsupported', why: `encrypted with ${cipher}` };
  }
  const parsed = firstKey(utils.parseKey(text, passphrase));
  if (parsed?.isPrivateKey()) return { kind: 'key', key: parsed };
  if (parsed) return { kind: 'unsupported', why: 'this is a public key' };
  if (passphrase !== undefined) return { kind: 'wrong-passphrase' };
  return { kind: 'unsupported', why: whyUnsupported(text) };
}

function whyUnsupported(text: string): string {
  if (text.startsWith('PuTTY-User-Key-File-3')) return 'a PuTTY key of version 3';
  const type = openSshHeader(text)?.publicBlob.toString('latin1') ?? '';
  if (type.includes('sk-')) return 'a security key (FIDO), usable only through an agent';
  return 'not a private key that Labmate can read';
}

/** The SSH library does not read PKCS#8; Node does, and rewrites RSA and EC keys for it. */
function parsePkcs8(text: string, passphrase?: string): Unlocked {
  try {
    const key = createPrivateKey({
      key: text,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    const format = 'pem';
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    if (type === 'sec1' && key.asymmetricKeyType !== 'ec') {
      const why = `${key.asymmetricKeyType} in PKCS#8 form; "ssh-keygen -p -f" rewrites it`;
      return { kind: 'unsupported', why };
    }
    const parsed = firstKey(utils.parseKey(key.export({ format, type }) as string));
    if (parsed) return { kind: 'key', key: parsed };
    return { kind: 'unsupported', why: 'this kind of PKCS#8 key' };
  } catch (error) {
    if (passphrase !== undefined) return { kind: 'wrong-passphrase' };
    return { kind: 'unsupported', why: (error as Error).message };
  }
}
