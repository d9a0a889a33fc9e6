/**
 * Asks a server to sign for host keys that it claims to have (`hostkeys-prove-00@openssh.com`;
 * OpenSSH's PROTOCOL, 2.5) and checks every signature. All or nothing, as in clientloop.c.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { Client, ParsedKey } from 'ssh2';
import { wireString } from '../keys/formats/index';
import { stringsOf } from './key-blob';

/** A server answers this as fast as anything else; after it the keys simply stay unknown. */
const ANSWER_MS = 30_000;
const NAME = 'hostkeys-prove-00@openssh.com';

interface Internals {
  /** Answers to global requests, in order. */
  _callbacks: ((failed: unknown, data: Buffer | undefined) => void)[];
  _protocol: {
    _kex: { sessionID: Buffer };
    openssh_hostKeysProve(keys: ParsedKey[]): void;
  };
}

/** Resolves to whether the server owns all of these keys; false also when the connection ends. */
export async function proveHostKeys(
  client: Client,
  keys: ParsedKey[],
  signal: AbortSignal,
): Promise<boolean> {
  const { _callbacks: waiting, _protocol: protocol } = client as unknown as Internals;
  const answer = await new Promise<Buffer | undefined>((resolve) => {
    const give = (data: Buffer | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(data);
    };
    const stop = () => give(undefined);
    const timer = setTimeout(stop, ANSWER_MS);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    waiting.push((failed, data) => give(failed ? undefined : data));
    protocol.openssh_hostKeysProve(keys);
  });
  const signatures = answer && stringsOf(answer);
  if (signatures?.length !== keys.length) return false;
  return keys.every((key, at) =>
    isProof(key, signatures[at] ?? Buffer.alloc(0), protocol._kex.sessionID),
  );
}

/** Whether `signature` (type, then the signature itself) is the key's over this session. */
export function isProof(key: ParsedKey, signature: Buffer, sessionId: Buffer): boolean {
  const [type, value, ...more] = stringsOf(signature) ?? [];
  if (!type || !value || more.length > 0) return false;
  const blob = key.getPublicSSH();
  const signed = Buffer.concat([wireString(NAME), wireString(sessionId), wireString(blob)]);
  try {
    const publicKey = createPublicKey(key.getPublicPEM());
    switch (`${key.type} ${type.toString('latin1')}`) {
      case 'ssh-ed25519 ssh-ed25519':
        return verify(null, signed, publicKey, value);
      case 'ssh-rsa rsa-sha2-256':
        return verify('sha256', signed, publicKey, value);
      case 'ssh-rsa rsa-sha2-512':
        return verify('sha512', signed, publicKey, value);
    }
    const curve = CURVES.get(key.type);
    if (!curve || type.toString('latin1') !== key.type) return false;
    const plain = plainSignature(value, curve.bytes);
    return plain !== null && verify(curve.hash, signed, { key: publicKey, dsaEncoding }, plain);
  } catch {
    // A key or signature that cannot even be read proves nothing.
    return false;
  }
}

const dsaEncoding = 'ieee-p1363';
/** RFC 5656, 6.2.1: the hash that belongs to a curve, and the length of its numbers. */
const CURVES: ReadonlyMap<string, { hash: string; bytes: number }> = new Map([
  ['ecdsa-sha2-nistp256', { hash: 'sha256', bytes: 32 }],
  ['ecdsa-sha2-nistp384', { hash: 'sha384', bytes: 48 }],
  ['ecdsa-sha2-nistp521', { hash: 'sha512', bytes: 66 }],
]);

/** r and s as fixed-length numbers one after the other, from two mpints (RFC 5656, 3.1.2). */
function plainSignature(value: Buffer, bytes: number): Buffer | null {
  const numbers = stringsOf(value);
  if (numbers?.length !== 2) return null;
  const fixed = numbers.map((number) => {
    const digits = number[0] === 0 ? number.subarray(1) : number;
    return digits.length > bytes
      ? null
      : Buffer.concat([Buffer.alloc(bytes - digits.length), digits]);
  });
  const [r, s] = fixed;
  return r && s ? Buffer.concat([r, s]) : null;
}
