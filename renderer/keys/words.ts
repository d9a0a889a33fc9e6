/** What the window says about keys. Pure. */
import type { KeyEntry } from '../../preload/contract/keys';
import { visibleLine } from '../kit/safe-text';

/** `ED25519`, `RSA 4096`, as people say it. */
export function kindWords({ type, bits }: Pick<KeyEntry, 'type' | 'bits'>): string {
  if (type === null) return 'Kind hidden';
  if (type === 'ssh-ed25519') return 'ED25519';
  const name = type.replace(/^ssh-|@openssh\.com$|-sha2-nistp\d+$/g, '').toUpperCase();
  return bits === null ? name : `${name === 'DSS' ? 'DSA' : name} ${bits}`;
}

/** The last part of its path. */
export const nameOf = (path: string) => path.split('/').at(-1) ?? path;

export const protectionWords = ({ encrypted }: Pick<KeyEntry, 'encrypted'>) =>
  encrypted ? 'Passphrase' : 'No passphrase';

/** One line for choosing it. */
export function choiceWords(key: KeyEntry): string {
  const parts = [kindWords(key), protectionWords(key).toLowerCase(), key.comment];
  return visibleLine(parts.filter((part) => part !== '').join(' · '));
}

/** Keys that can be let in at servers: ssh and Labmate both read them, and they are whole. */
export function installable(key: KeyEntry): boolean {
  return key.publicLine !== null && key.format !== 'unknown' && !key.format.startsWith('putty');
}

/** A name that is free: `id_ed25519`, else `id_ed25519_2` and so on. */
export function freeName(base: string, keys: readonly Pick<KeyEntry, 'path'>[]): string {
  const taken = new Set(keys.map(({ path }) => nameOf(path)));
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** What is wrong with a name for a new key, or undefined. */
export function nameFault(
  name: string,
  keys: readonly Pick<KeyEntry, 'path'>[],
): string | undefined {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(name) || name.endsWith('.pub'))
    return 'Letters, digits, dots, dashes and underscores; it does not end in .pub.';
  if (keys.some(({ path }) => nameOf(path) === name)) return 'There is a key of this name already.';
  return undefined;
}

/** The name under which a PuTTY file is kept. */
export function nameForPutty(file: string, keys: readonly Pick<KeyEntry, 'path'>[]): string {
  const bare = file
    .replace(/\.ppk$/i, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/^[-.]+/, '');
  return freeName((bare || 'id_putty').slice(0, 60), keys);
}

export function revokedWords(
  server: string,
  { removed, left }: { removed: number; left: number },
): string {
  const rest = left === 1 ? '1 key is' : `${left} keys are`;
  const what = removed === 0 ? `The key was not on ${server}` : `The key is off ${server}`;
  return `${what}; ${rest} let in there.`;
}
