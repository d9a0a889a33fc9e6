/** The private keys of the ssh folder: what each is, and what is wrong with it. No secret is read. */
import { createPrivateKey } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyEntry } from '../../../preload/contract/keys';
import { asWritten } from '../kit/home-path';
import {
  describePublic,
  fingerprintOf,
  KeyFault,
  type PrivateFile,
  parsePublicLine,
  partsOf,
  publicBlobOf,
  publicLine,
  recognisePrivate,
} from './formats/index';
import { warningWords } from './words';

const MAX_BYTES = 256 * 1024;
/** More than a person has; a folder full of other things must not be read for ever. */
const MAX_FILES = 300;

export type FoundKey = Omit<KeyEntry, 'installed'> & { absolutePath: string; blob: Buffer | null };

/** Sorted by name. Files that are no private keys are left out; damaged ones are not. */
export async function findKeys(folder: string): Promise<FoundKey[]> {
  const found: FoundKey[] = [];
  for (const name of (await namesIn(folder)).slice(0, MAX_FILES)) {
    const key = await lookAt(join(folder, name));
    if (key) found.push(key);
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
    return files
      .map(({ name }) => name)
      .filter((name) => !name.endsWith('.pub'))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No folder, or none that we may read: then there are no keys to show.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
    throw error;
  }
}

/** What a file is; null for what is no private key, or may not be read. */
export async function lookAt(path: string): Promise<FoundKey | null> {
  const file = await readSmall(path);
  if (file === null) return null;
  const base = { path: asWritten(path), absolutePath: path };
  try {
    const recognised = recognisePrivate(file.text);
    if (recognised === null) return null;
    const beside = parsePublicLine((await readSmall(`${path}.pub`))?.text ?? '');
    const blob = recognised.publicBlob ?? halfOf(recognised, file.text) ?? beside?.blob ?? null;
    const comment = plain(beside?.comment || recognised.comment);
    const { format, encrypted } = recognised;
    const kind = blob === null ? { type: null, bits: null } : describePublic(blob);
    return {
      ...{ ...base, format, encrypted, comment, blob, ...kind },
      fingerprint: blob === null ? null : fingerprintOf(blob),
      publicLine: blob === null ? null : publicLine(blob, comment),
      warnings: warningsOf(kind, format, file.mode),
    };
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    const warnings = [{ tag: 'damaged', text: warningWords.damaged(error.why) }];
    const none = { type: null, bits: null, fingerprint: null, publicLine: null, blob: null };
    return { ...base, ...none, format: 'unknown', comment: '', encrypted: false, warnings };
  }
}

const plain = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200);

/** The public half of a file that is not encrypted and does not show it. */
function halfOf(file: PrivateFile, text: string): Buffer | null {
  if (file.encrypted) return null;
  try {
    return publicBlobOf(partsOf(createPrivateKey(text)));
  } catch {
    // DSA and other kinds of which Node or SSH makes nothing: the rest can still be shown.
    return null;
  }
}

async function readSmall(path: string): Promise<{ text: string; mode: number } | null> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > MAX_BYTES) return null;
      return { text: await file.readFile('latin1'), mode: stats.mode & 0o777 };
    } finally {
      await file.close();
    }
  } catch (error) {
    // Not there, or not ours to read: no key of this person.
    if ((error as NodeJS.ErrnoException).code !== undefined) return null;
    throw error;
  }
}

/** @param mode of the file; what Windows gives says nothing, its own lists are looked at by ssh */
export function warningsOf(
  { type, bits }: { type: string | null; bits: number | null },
  format: PrivateFile['format'],
  mode: number,
  platform: NodeJS.Platform = process.platform,
): KeyEntry['warnings'] {
  const warnings: KeyEntry['warnings'] = [];
  if (type === 'ssh-dss') warnings.push({ tag: 'dsa', text: warningWords.dsa() });
  if (type === 'ssh-rsa' && bits !== null && bits < 3072)
    warnings.push({ tag: 'short-rsa', text: warningWords['short-rsa'](bits) });
  if (type === 'ecdsa-sha2-nistp521') warnings.push({ tag: 'p521', text: warningWords.p521() });
  if (platform !== 'win32' && (mode & 0o077) !== 0) {
    const text = warningWords['open-to-others'](mode.toString(8).padStart(4, '0'));
    warnings.push({ tag: 'open-to-others', text });
  }
  if (format === 'putty-2' || format === 'putty-3')
    warnings.push({ tag: 'putty-format', text: warningWords['putty-format']() });
  return warnings;
}
