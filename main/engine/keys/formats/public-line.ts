/** A line of a `.pub` or `authorized_keys` file, and what ssh-keygen says about a key. */
import { createHash } from 'node:crypto';
import { KeyFault } from './fault';
import { describePublic } from './parts';

export interface PublicLine {
  type: string;
  blob: Buffer;
  comment: string;
}

/** The first key of a text, or null. Options in front of it (sshd(8)) are skipped. */
export function parsePublicLine(text: string): PublicLine | null {
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const found =
      /(?:^|\s)([a-z][a-z0-9@.-]{3,63})[ \t]+(AAAA[A-Za-z0-9+/]+={0,2})(?:[ \t]+(.*))?$/.exec(line);
    if (!found) return null;
    const blob = Buffer.from(found[2] ?? '', 'base64');
    try {
      const { type } = describePublic(blob);
      return type === found[1] ? { type, blob, comment: (found[3] ?? '').trim() } : null;
    } catch (error) {
      // What looks like a key and is none.
      if (error instanceof KeyFault) return null;
      throw error;
    }
  }
  return null;
}

/** `ssh-ed25519 AAAA… comment`, without a line end. The comment is made one line. */
export function publicLine(blob: Buffer, comment: string): string {
  const { type } = describePublic(blob);
  const words = comment.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return `${type} ${blob.toString('base64')}${words === '' ? '' : ` ${words}`}`;
}

/** As OpenSSH prints it: `SHA256:…`. */
export function fingerprintOf(blob: Buffer): string {
  const hash = createHash('sha256').update(blob).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}
