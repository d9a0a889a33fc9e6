/**
 * Reads private key files. What is encrypted is recognised from the file itself, and its public
 * half is read without the passphrase, so that nobody is asked for the passphrase of a key that
 * the server does not want.
 */
import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import {
  describePublic,
  KeyFault,
  type PrivateFile,
  recognisePrivate,
} from '../keys/formats/index';

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
      unlock(passphrase: string, signal?: AbortSignal): Promise<Unlocked>;
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
  try {
    return await recognised(text, path);
  } catch (error) {
    if (error instanceof KeyFault) return { kind: 'unsupported', why: faultWords(error) };
    throw error;
  }
}

async function recognised(text: string, path: string): Promise<KeyFile> {
  const file = recognisePrivate(text);
  if (file === null) return { kind: 'unsupported', why: whyNoKey(text) };
  const type = file.publicBlob === null ? '' : describePublic(file.publicBlob).type;
  if (type.startsWith('sk-')) return { kind: 'unsupported', why: securityKeyWords };
  if (!file.encrypted) {
    const found = await unlock(file, text, '');
    if (found.kind === 'key') return { kind: 'plain', key: found.key };
    return { kind: 'unsupported', why: found.kind === 'unsupported' ? found.why : 'it is damaged' };
  }
  const half = file.publicBlob === null ? null : firstKey(utils.parseKey(file.publicBlob));
  const publicKey = half ?? (await readPublicKey(`${path}.pub`));
  return {
    kind: 'encrypted',
    publicKey,
    unlock: (passphrase, signal) => unlock(file, text, passphrase, signal),
  };
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

/** For a sentence that begins "not used:". */
export const securityKeyWords =
  'it lives on a security key (FIDO), which Labmate cannot use yet; "ssh" in a terminal can';
export const certificateWords =
  'it is a certificate, which Labmate cannot show to servers yet; "ssh" in a terminal can';

function faultWords({ kind, why }: KeyFault): string {
  if (kind === 'damaged') return `the file is damaged: ${why}`;
  if (kind === 'too-costly') return `opening it would cost too much: ${why}`;
  return why;
}

function whyNoKey(text: string): string {
  if (/^\s*(ssh|ecdsa|sk)-\S*-cert-v01@openssh\.com /.test(text)) return certificateWords;
  if (/^\s*(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) || text.startsWith('---- BEGIN SSH2 PUBLIC KEY'))
    return 'this is a public key; the private one is the file without ".pub"';
  if (text.trim() === '') return 'the file is empty';
  return 'not a private key that Labmate can read';
}

async function unlock(
  file: PrivateFile,
  text: string,
  passphrase: string,
  signal?: AbortSignal,
): Promise<Unlocked> {
  try {
    const plain = file.open === null ? null : await file.open(passphrase, signal);
    const parsed =
      plain === null
        ? firstKey(utils.parseKey(text, file.encrypted ? passphrase : undefined))
        : firstKey(utils.parseKey(plain));
    if (parsed?.isPrivateKey()) return { kind: 'key', key: parsed };
    if (plain === null && file.encrypted) return { kind: 'wrong-passphrase' };
    return { kind: 'unsupported', why: 'the file is damaged, or a kind of key that is not known' };
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    if (error.kind === 'wrong-passphrase') return { kind: 'wrong-passphrase' };
    return { kind: 'unsupported', why: faultWords(error) };
  }
}
