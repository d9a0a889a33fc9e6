/**
 * Secrets that the person wished to be kept beyond this run: encrypted by the system's store, in a file of
 * ours. Without such a store nothing is kept. The file names what each is for, and never holds a secret that could
 * be read without the store.
 */
import { renameSync } from 'node:fs';
import { z } from 'zod';
import type { KeptSecret } from '../../preload/contract/secrets';
import type { Log } from '../engine/kit/log';
import { type KeptFile, keptFile, readKeptNow } from './kept-file';

/** What the operating system does for us. */
export interface Cipher {
  /** What people call it; null when there is none that protects anything. */
  readonly name: string | null;
  encrypt(text: string): Buffer;
  /** @throws Error when the bytes are not its own */
  decrypt(bytes: Buffer): string;
}

export interface SecretStore {
  readonly name: string | null;
  get(key: string): string | undefined;
  /** False when it is not kept: there is no store, or the disk refused. */
  keep(key: string, secret: string): Promise<boolean>;
  forget(key: string): Promise<void>;
  forgetAll(): Promise<void>;
  list(): KeptSecret[];
  /** Resolves when nothing waits for the disk. Never rejects. */
  settled(): Promise<void>;
}

const LIMIT_BYTES = 1 << 20;
/** Nobody has so many; the oldest go first. */
const MAX_SECRETS = 300;
const MAX_KEY = 4096;

const kept = z.object({
  key: z.string().max(MAX_KEY),
  since: z.number(),
  /** Base64. */
  sealed: z.string().max(64 * 1024),
});
const content = z.object({ secrets: z.array(kept).max(MAX_SECRETS) });
type Kept = z.infer<typeof kept>;

export function createSecretStore(path: string, cipher: Cipher, log: Log): SecretStore {
  const file: KeptFile = keptFile(path, LIMIT_BYTES, log);
  let all = readAll(path, log);
  const write = async (): Promise<void> => {
    if (all.size === 0) await file.remove();
    else await file.write(`${JSON.stringify({ secrets: [...all.values()] })}\n`);
  };
  const drop = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) all.delete(key);
    try {
      await write();
    } catch (error) {
      log.error('a kept secret is still in its file', { error: String(error) });
      throw error;
    }
  };
  return {
    get name() {
      return cipher.name;
    },
    get(key) {
      const found = all.get(key);
      if (!found || cipher.name === null) return undefined;
      try {
        return cipher.decrypt(Buffer.from(found.sealed, 'base64'));
      } catch (error) {
        // Another account, a new keyring: it can never be read again.
        log.warn('a kept secret cannot be read', { what: whatFor(key), error: String(error) });
        drop([key]).catch(() => undefined);
        return undefined;
      }
    },
    async keep(key, secret) {
      if (cipher.name === null || key.length > MAX_KEY) return false;
      try {
        const sealed = cipher.encrypt(secret).toString('base64');
        all.delete(key);
        all.set(key, { key, since: Date.now(), sealed });
        all = new Map([...all].slice(-MAX_SECRETS));
        await write();
        return true;
      } catch (error) {
        all.delete(key);
        log.warn('a secret could not be kept', { what: whatFor(key), error: String(error) });
        return false;
      }
    },
    forget: async (key) => (all.has(key) ? drop([key]) : undefined),
    forgetAll: () => drop([...all.keys()]),
    list: () => [...all.values()].map(({ key, since }) => ({ id: key, what: whatFor(key), since })),
    settled: () => file.settled(),
  };
}

/** The words of a key: `password:asha@gpu1:22` is the password of asha@gpu1:22. */
export function whatFor(key: string): string {
  const [kind = '', ...rest] = key.split(':');
  const about = rest.join(':');
  if (kind === 'password') return `Password of ${about.replace(/:22$/, '')}`;
  if (kind === 'vpn') return `Password of ${about} (VPN)`;
  if (kind === 'passphrase') return `Passphrase of the key ${about}`;
  return kind === 'proxy' ? `Password of the proxy ${about}` : about;
}

function readAll(path: string, log: Log): Map<string, Kept> {
  const text = readKeptNow(path, LIMIT_BYTES, log);
  if (text === null) return new Map();
  try {
    const { secrets } = content.parse(JSON.parse(text));
    return new Map(secrets.map((each) => [each.key, each]));
  } catch (error) {
    // Set aside rather than written over: it may be of a newer Labmate.
    log.warn('the kept secrets cannot be read', { error: String(error) });
    try {
      renameSync(path, `${path}.broken`);
    } catch (refusal) {
      log.warn('nor set aside', { error: String(refusal) });
    }
    return new Map();
  }
}
