/** Turns a PuTTY key into one that ssh and Labmate both read, under the passphrase that it had. */
import { readFile, stat } from 'node:fs/promises';
import { asWritten } from '../kit/home-path';
import { KeyFault, openPutty, publicLine, recognisePrivate, writeOpenSsh } from './formats/index';
import { checkKeyName, writeKeyPair } from './key-files';
import { keyError } from './words';

const MAX_BYTES = 256 * 1024;
const TRIES = 3;

/** Asks for the passphrase of a file; undefined when the person gives none. */
export type AskPassphrase = (path: string, attempt: number) => Promise<string | undefined>;

/**
 * @returns the path of the new private key
 * @throws ProblemError `keys/not-putty`, `keys/unusable`, `keys/wrong-passphrase`, `keys/no-passphrase`,
 *   and see `writeKeyPair`
 */
export async function importPutty(
  source: string,
  folder: string,
  name: string,
  ask: AskPassphrase,
  signal: AbortSignal,
): Promise<{ path: string; passphrase: string }> {
  checkKeyName(name);
  const text = await readText(source);
  const shown = asWritten(source);
  try {
    const file = recognisePrivate(text);
    if (!file?.format.startsWith('putty')) throw keyError({ kind: 'not-putty', path: shown });
    const { opened, passphrase } = await openAsking(text, file.encrypted, shown, ask, signal);
    const { key, comment, publicBlob } = opened;
    const written = await writeOpenSsh(key, comment, passphrase, signal);
    const path = await writeKeyPair(folder, name, written, publicLine(publicBlob, comment));
    return { path, passphrase };
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    const { kind: fault, why } = error;
    throw keyError({ kind: 'unusable', path: shown, fault, why }, error);
  }
}

async function openAsking(
  text: string,
  encrypted: boolean,
  path: string,
  ask: AskPassphrase,
  signal: AbortSignal,
) {
  if (!encrypted) return { opened: await openPutty(text, '', signal), passphrase: '' };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const passphrase = await ask(path, attempt);
    if (passphrase === undefined) throw keyError({ kind: 'no-passphrase', path });
    try {
      return { opened: await openPutty(text, passphrase, signal), passphrase };
    } catch (error) {
      if (!(error instanceof KeyFault) || error.kind !== 'wrong-passphrase') throw error;
    }
  }
  throw keyError({ kind: 'wrong-passphrase', path });
}

async function readText(path: string): Promise<string> {
  const shown = asWritten(path);
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw keyError({ kind: 'not-putty', path: shown });
    return await readFile(path, 'latin1');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw keyError({ kind: 'cannot-read', path: shown, why: message }, error);
  }
}
