/**
 * What makes a passphrase slow to guess is slow for us too, and how slow is said by the file: so it
 * runs in a thread of its own, which no server waits for and which is ended when it takes too long.
 *
 * The thread's program is a text, because window, command line and tests are bundled in three ways
 * and a second file would have to stand in the right place in each.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { KeyFault } from './fault';

/** The slowest honest keys (`ssh-keygen -a 1000`) take about 15 s. */
const LIMIT_MS = 60_000;

export type Argon2Name = 'argon2id' | 'argon2i' | 'argon2d';

export type Derivation =
  | {
      kind: 'argon2';
      name: Argon2Name;
      password: Uint8Array;
      salt: Uint8Array;
      memoryKiB: number;
      passes: number;
      parallelism: number;
      bytes: number;
    }
  /** OpenSSH's bcrypt_pbkdf. */
  | { kind: 'bcrypt'; password: Uint8Array; salt: Uint8Array; rounds: number; bytes: number }
  /** Any PEM that Node reads, to plain PKCS#8 (DER). */
  | { kind: 'pem'; pem: string; passphrase: string | null };

const program = `
const { parentPort, workerData: { task, library } } = require('node:worker_threads');
const run = {
  async argon2({ name, password, salt, memoryKiB, passes, parallelism, bytes }) {
    return require(library)[name]({
      password, salt, parallelism, iterations: passes, memorySize: memoryKiB,
      hashLength: bytes, outputType: 'binary',
    });
  },
  async bcrypt({ password, salt, rounds, bytes }) {
    const key = new Uint8Array(bytes);
    const failed = require(library)
      .pbkdf(password, password.length, salt, salt.length, key, bytes, rounds);
    if (failed) throw new Error('bcrypt_pbkdf refused its input');
    return key;
  },
  async pem({ pem, passphrase }) {
    const given = passphrase === null ? { key: pem } : { key: pem, passphrase };
    const key = require('node:crypto').createPrivateKey(given);
    return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
  },
};
run[task.kind](task).then(
  (bytes) => parentPort.postMessage({ bytes }),
  (error) => parentPort.postMessage({ error: error.message, code: error.code }),
);
`;

type Reply = { bytes: Uint8Array } | { error: string; code?: string };

/** The library or the crypto of Node refused: the passphrase is wrong, or the file is no good. */
export class DerivationRefused extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/** Where libraries are found: beside this file, which is CommonJS in the app and a module in tests. */
const here = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);

const libraries = { argon2: 'hash-wasm', bcrypt: 'bcrypt-pbkdf', pem: null } as const;

/** @throws KeyFault `too-costly`; DerivationRefused; the signal's reason when it fires */
export async function derive(
  task: Derivation,
  options: { signal?: AbortSignal | undefined; limitMs?: number } = {},
): Promise<Buffer> {
  const { signal, limitMs = LIMIT_MS } = options;
  signal?.throwIfAborted();
  const name = libraries[task.kind];
  const library = name === null ? null : here.resolve(name);
  const worker = new Worker(program, { eval: true, workerData: { task, library } });
  let stop = () => {};
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      const late = () =>
        reject(new KeyFault('too-costly', 'opening it takes longer than a minute'));
      const timer = setTimeout(late, limitMs);
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () =>
        reject(new KeyFault('too-costly', 'opening it takes too much memory')),
      );
    });
    if ('error' in reply) throw new DerivationRefused(reply.error, reply.code);
    return Buffer.from(reply.bytes);
  } finally {
    stop();
    await worker.terminate();
  }
}
