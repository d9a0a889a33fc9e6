/**
 * Servers that ask: PAM through sshd's keyboard-interactive method, with a password and, where
 * Debian's libpam-google-authenticator is there, a one-time code (TOTP, RFC 6238).
 */
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './registry';

const moduleFile = 'pam_google_authenticator.so';
const moduleFolders = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/security`);

/** What a keyboard-interactive server asks for. */
export type Questions = 'password' | 'password and code';

/** Why a server cannot ask here, or `false`: fits `skip` of node:test. */
export function questionsMissing(questions: Questions): string | false {
  if (!isRoot) return 'needs root: PAM checks passwords, and its service file lies in /etc';
  const present = moduleFolders.some((folder) => existsSync(join(folder, moduleFile)));
  if (questions === 'password' || present) return false;
  return 'needs libpam-google-authenticator';
}

/** The secret of a server's one-time codes, as 20 bytes. */
export class OneTimeCodes {
  readonly #secret = randomBytes(20);

  /** The code of this moment; the module takes the ones before and after too, each only once. */
  now(): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const mac = createHmac('sha1', this.#secret).update(counter).digest();
    const offset = (mac[19] ?? 0) & 15;
    const number = mac.readUInt32BE(offset) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }

  /** Writes the module's file: the secret in base32, then options. Read by root only. */
  writeFile(file: string): void {
    writeFileSync(file, `${base32(this.#secret)}\n" TOTP_AUTH\n`, { mode: 0o400 });
    chmodSync(file, 0o400);
  }
}

/** RFC 4648; 20 bytes need no padding. */
function base32(bytes: Buffer): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}

/**
 * Writes the PAM service of one server. sshd names its service after its own argv[0]; the caller
 * starts it under the same name. Sessions are left alone: the lab's users have none to open.
 */
export function writePamService(service: string, secretFile: string | undefined): void {
  const lines = [
    'auth required pam_unix.so nodelay',
    ...(secretFile
      ? [`auth required ${moduleFile} secret=${secretFile} user=root no_strict_owner`]
      : []),
    'account required pam_unix.so',
    'session required pam_permit.so',
    '',
  ];
  writeFileSync(pamServiceFile(service), lines.join('\n'), { mode: 0o644 });
}

/** Its name begins with `lm-`: the reaper removes nothing else. */
export function pamServiceFile(service: string): string {
  return join('/etc/pam.d', service);
}
