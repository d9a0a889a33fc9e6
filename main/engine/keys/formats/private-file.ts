/**
 * Any private key file whose format is ours to read, in one shape. What comes out is always the plain
 * container of OpenSSH, which the SSH library signs with. Old PEM files (`BEGIN RSA PRIVATE KEY`) the
 * library reads itself; they are only recognised here.
 */
import { KeyFault } from './fault';
import { readOpenSsh, writeOpenSsh } from './openssh';
import { type KeyParts, publicBlobOf } from './parts';
import { readPkcs8 } from './pkcs8';
import { readPutty } from './putty';

export type PrivateFormat = 'openssh' | 'putty-2' | 'putty-3' | 'pkcs8' | 'pem';

export interface PrivateFile {
  format: PrivateFormat;
  encrypted: boolean;
  /** Null where the file hides it. */
  publicBlob: Buffer | null;
  comment: string;
  /**
   * The key as a plain OpenSSH container, in text; null for `pem`, which others read. The passphrase
   * does not matter where nothing is encrypted. @throws KeyFault
   */
  open: ((passphrase: string, signal?: AbortSignal) => Promise<string>) | null;
}

/**
 * Recognises a file from its text (latin1, so that no byte is lost); null for what is no private key.
 * @throws KeyFault `damaged`, `unsupported`
 */
export function recognisePrivate(text: string): PrivateFile | null {
  const openSsh = readOpenSsh(text);
  if (openSsh) {
    const { encrypted, publicBlob, open } = openSsh;
    return { format: 'openssh', encrypted, publicBlob, comment: '', open };
  }
  const putty = readPutty(text);
  if (putty) {
    const { version, encrypted, publicBlob, comment } = putty;
    const format = version === 3 ? 'putty-3' : 'putty-2';
    const open = async (passphrase: string, signal?: AbortSignal) =>
      writeOpenSsh(await putty.open(passphrase, signal), comment);
    return { format, encrypted, publicBlob, comment, open };
  }
  const pkcs8 = readPkcs8(text);
  if (pkcs8) {
    const open = async (passphrase: string, signal?: AbortSignal) =>
      writeOpenSsh(await pkcs8.open(passphrase, signal), '');
    return { format: 'pkcs8', encrypted: pkcs8.encrypted, publicBlob: null, comment: '', open };
  }
  if (!/-----BEGIN (RSA|EC|DSA) PRIVATE KEY-----/.test(text)) return null;
  if (!/-----END (RSA|EC|DSA) PRIVATE KEY-----/.test(text))
    throw new KeyFault('damaged', 'its last line is missing');
  const encrypted = /^Proc-Type: 4,ENCRYPTED/m.test(text);
  return { format: 'pem', encrypted, publicBlob: null, comment: '', open: null };
}

/** A PuTTY key in parts, to be written anew. @throws KeyFault `unsupported` for any other file */
export async function openPutty(
  text: string,
  passphrase: string,
  signal?: AbortSignal,
): Promise<{ key: KeyParts; comment: string; publicBlob: Buffer }> {
  const putty = readPutty(text);
  if (!putty) throw new KeyFault('unsupported', 'this is no PuTTY key');
  const key = await putty.open(passphrase, signal);
  return { key, comment: putty.comment, publicBlob: publicBlobOf(key) };
}
