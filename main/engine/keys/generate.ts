/** Makes key pairs. Nothing here blocks: Node computes RSA in its pool, the passphrase in a thread. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { throwIfCancelled } from '../kit/outcome';
import { partsOf, publicBlobOf, publicLine, writeOpenSsh } from './formats/index';
import { checkKeyName, writeKeyPair } from './key-files';

export interface KeyWish {
  name: string;
  type: 'ed25519' | 'rsa';
  comment: string;
  /** Empty: the file is not protected. */
  passphrase: string;
}

/** What `ssh-keygen -t rsa` is told where somebody cares. */
const RSA_BITS = 4096;

/** @returns the path of the private key. @throws ProblemError see `writeKeyPair` */
export async function generate(
  folder: string,
  wish: KeyWish,
  signal: AbortSignal,
): Promise<string> {
  checkKeyName(wish.name);
  const key = partsOf(await makeKey(wish.type));
  throwIfCancelled(signal);
  const text = await writeOpenSsh(key, wish.comment, wish.passphrase, signal);
  throwIfCancelled(signal);
  return writeKeyPair(folder, wish.name, text, publicLine(publicBlobOf(key), wish.comment));
}

async function makeKey(type: KeyWish['type']): Promise<KeyObject> {
  const make = promisify(generateKeyPair);
  const pair =
    type === 'rsa' ? await make('rsa', { modulusLength: RSA_BITS }) : await make('ed25519');
  return pair.privateKey;
}
