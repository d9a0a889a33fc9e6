/**
 * What we offer in the SSH key exchange. Narrower than the SSH library's defaults, because Electron's
 * BoringSSL has no chacha20: ciphers are those that this runtime's crypto really has. The classic
 * Diffie-Hellman groups are computed by ourselves (diffie-hellman.ts).
 */
import crypto from 'node:crypto';
import type { Algorithms, CipherAlgorithm, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

const CIPHERS: readonly [name: CipherAlgorithm, openssl: string][] = [
  ['aes128-gcm@openssh.com' as CipherAlgorithm, 'aes-128-gcm'],
  ['aes256-gcm@openssh.com' as CipherAlgorithm, 'aes-256-gcm'],
  ['aes256-ctr', 'aes-256-ctr'],
  ['aes192-ctr', 'aes-192-ctr'],
  ['aes128-ctr', 'aes-128-ctr'],
];

/** As OpenSSH prefers them, with the groups that only few servers ask for at the end. */
const KEX: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group17-sha512',
];

/** As OpenSSH prefers them. `ssh-rsa` (SHA-1 signatures) is left out, as OpenSSH does since 8.8. */
const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512' as ServerHostKeyAlgorithm,
  'rsa-sha2-256' as ServerHostKeyAlgorithm,
];

const MACS = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
] as const;

/** The type of key that an algorithm name stands for (`rsa-sha2-512` → `ssh-rsa`). */
export function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/** The types of host keys that we can check. */
export const keyTypesWeKnow: ReadonlySet<string> = new Set(HOST_KEYS.map(keyTypeOf));

/**
 * The lists for one connection. Host key algorithms whose type is already known for this host come
 * first, so that the server presents a key that we can compare (OpenSSH does the same).
 */
export function offeredAlgorithms(knownKeyTypes: ReadonlySet<string>) {
  const available = new Set(crypto.getCiphers());
  const known = (name: string) => knownKeyTypes.has(keyTypeOf(name));
  return {
    kex: [...KEX],
    cipher: CIPHERS.filter(([, openssl]) => available.has(openssl)).map(([name]) => name),
    serverHostKey: [...HOST_KEYS.filter(known), ...HOST_KEYS.filter((name) => !known(name))],
    hmac: [...MACS],
    compress: ['none'],
  } satisfies Algorithms;
}
