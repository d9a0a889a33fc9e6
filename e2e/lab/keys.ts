/** Key pairs of the lab, made by ssh-keygen: what people really have in ~/.ssh. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './run';

export interface KeyPair {
  /** The private key; the public one stands beside it as `<path>.pub`. */
  path: string;
  /** The line of the .pub file. */
  publicKey: string;
  passphrase: string | undefined;
}

/** The keys in `sshDir`; all are authorised on every server unless told otherwise. */
export interface LabKeys {
  ed25519: KeyPair;
  /** ed25519 with a passphrase (OpenSSH format, bcrypt KDF). */
  encrypted: KeyPair;
  rsa: KeyPair;
}

export type KeyName = keyof LabKeys;

async function makeKey(path: string, type: string[], passphrase?: string): Promise<KeyPair> {
  const named = ['-C', 'labmate test key', '-f', path, '-N', passphrase ?? ''];
  await must('ssh-keygen', ['-q', '-t', ...type, ...named]);
  return { path, publicKey: readFileSync(`${path}.pub`, 'utf8').trim(), passphrase };
}

export async function makeKeys(sshDir: string): Promise<LabKeys> {
  const [ed25519, encrypted, rsa] = await Promise.all([
    makeKey(join(sshDir, 'id_ed25519'), ['ed25519']),
    makeKey(join(sshDir, 'id_encrypted'), ['ed25519', '-a', '16'], 'correct horse battery'),
    makeKey(join(sshDir, 'id_rsa'), ['rsa', '-b', '2048']),
  ]);
  return { ed25519, encrypted, rsa };
}

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

/** A server's host key as `known_hosts` and a fingerprint question show it. */
export interface HostKey {
  type: HostKeyType;
  path: string;
  /** `ssh-ed25519 AAAA…`, without the comment. */
  publicKey: string;
  /** `SHA256:…` as ssh-keygen prints it. */
  fingerprint: string;
}

/** Makes (or makes anew) the host key of this type in the folder. */
export async function makeHostKey(folder: string, type: HostKeyType): Promise<HostKey> {
  const path = join(folder, `host_${type}`);
  rmSync(path, { force: true });
  rmSync(`${path}.pub`, { force: true });
  const pair = await makeKey(path, type === 'rsa' ? ['rsa', '-b', '2048'] : [type]);
  const shown = await must('ssh-keygen', ['-l', '-E', 'sha256', '-f', path]);
  return {
    type,
    path,
    publicKey: pair.publicKey.split(' ').slice(0, 2).join(' '),
    fingerprint: shown.stdout.split(' ')[1] ?? '',
  };
}
