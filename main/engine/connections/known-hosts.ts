/**
 * known_hosts exactly as OpenSSH reads it (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"; hostfile.c,
 * match.c): plain and hashed names, patterns, negation, ports, @revoked and @cert-authority. Pure.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { matchesList } from '../kit/host-patterns';
import { isWholeKey } from './key-blob';

export { fingerprintOf as fingerprint } from '../keys/formats/index';
export { typeOfBlob } from './key-blob';

export type Marker = 'none' | 'revoked' | 'cert-authority';

export interface KnownKey {
  marker: Marker;
  keyType: string;
  /** The public key's blob, as it goes over the wire. */
  key: Buffer;
  file: string;
  /** From 1. */
  line: number;
  /** The host column, unparsed. */
  hosts: string;
}

export type Verdict =
  /** `bare` when only the name without its port is known. */
  | { kind: 'known'; by: KnownKey; bare: boolean }
  | { kind: 'revoked'; by: KnownKey }
  | { kind: 'changed'; known: KnownKey[] }
  /** `authority` is true when only a certificate authority vouches for this host. */
  | { kind: 'new'; authority: boolean };

/** All usable lines; what is not understood is skipped, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownKey[] {
  const lines: KnownKey[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const fields = raw.trim().split(/[ \t]+/);
    if (raw.trim() === '' || fields[0]?.startsWith('#')) continue;
    let marker: Marker = 'none';
    if (fields[0]?.startsWith('@')) {
      const word = fields.shift();
      if (word === '@revoked') marker = 'revoked';
      else if (word === '@cert-authority') marker = 'cert-authority';
      else continue;
    }
    const [hosts, keyType, base64] = fields;
    if (!hosts || !keyType || !base64) continue;
    // A damaged line must not pass for another key of this host: ssh would then see none either.
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) continue;
    const key = Buffer.from(base64, 'base64');
    if (!isWholeKey(key, keyType)) continue;
    lines.push({ marker, hosts, keyType, key, file, line: index + 1 });
  }
  return lines;
}

/** The name under which known_hosts keeps a host: `host`, or `[host]:port` off port 22. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** The same hashed, so that the file does not tell where its owner goes (`HashKnownHosts`). */
export function hashedHostName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${hashOf(salt, name.toLowerCase()).toString('base64')}`;
}

function hashOf(salt: Buffer, host: string): Buffer {
  return createHmac('sha1', salt).update(host).digest();
}

/** Does the host column match? Names compare without case. */
export function hostMatches(hosts: string, name: string): boolean {
  const host = name.toLowerCase();
  if (hosts.startsWith('|')) return hashMatches(hosts, host);
  // One negated match rules the whole line out, whatever else matches.
  return matchesList(host, hosts.toLowerCase());
}

/** `|1|base64(salt)|base64(HMAC-SHA1(salt, host))`. */
function hashMatches(hosts: string, host: string): boolean {
  const [, magic, salt, hash] = hosts.split('|');
  if (magic !== '1' || !salt || !hash) return false;
  return hashOf(Buffer.from(salt, 'base64'), host).equals(Buffer.from(hash, 'base64'));
}

/** The known keys of a host, all files together. */
export function keysOf(lines: readonly KnownKey[], name: string): KnownKey[] {
  return lines.filter((line) => hostMatches(line.hosts, name));
}

/**
 * What known_hosts says about the key that a server presents. As OpenSSH does, a revoked key is
 * refused even if another line accepts it, and a host of which only other keys are known has
 * changed, also when they are of another type: known types were offered first.
 * @param plainName the bare host of a `[host]:port` name: a key kept under it counts as known.
 */
export function judge(
  lines: readonly KnownKey[],
  name: string,
  presented: Buffer,
  plainName: string | null,
): Verdict {
  const known = keysOf(lines, name);
  const plain = plainName === null ? [] : keysOf(lines, plainName);
  const same = (entry: KnownKey) => entry.key.equals(presented);
  const by = [...known, ...plain].find((entry) => entry.marker === 'revoked' && same(entry));
  if (by) return { kind: 'revoked', by };
  const keys = known.filter((entry) => entry.marker === 'none');
  const kept = keys.find(same);
  if (kept) return { kind: 'known', by: kept, bare: false };
  if (keys.length > 0) return { kind: 'changed', known: keys };
  const bare = plain.find((entry) => entry.marker === 'none' && same(entry));
  if (bare) return { kind: 'known', by: bare, bare: true };
  return { kind: 'new', authority: known.some((entry) => entry.marker === 'cert-authority') };
}
