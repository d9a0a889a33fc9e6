/**
 * known_hosts exactly as OpenSSH reads it (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"; hostfile.c,
 * match.c): plain and hashed names, patterns, negation, ports, @revoked and @cert-authority. Pure.
 */
import { createHash, createHmac } from 'node:crypto';

export type Marker = 'none' | 'revoked' | 'cert-authority';

export interface KnownKey {
  marker: Marker;
  keyType: string;
  /** The public key's blob, as it goes over the wire. */
  key: Buffer;
  file: string;
  /** From 1. */
  line: number;
}

interface KnownLine extends KnownKey {
  /** The host column, unparsed. */
  hosts: string;
}

export type Verdict =
  | { kind: 'known' }
  | { kind: 'revoked'; by: KnownKey }
  | { kind: 'changed'; known: KnownKey[] }
  /** `authority` is true when only a certificate authority vouches for this host. */
  | { kind: 'new'; authority: boolean };

/** All usable lines; what is not understood is skipped, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownLine[] {
  const lines: KnownLine[] = [];
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
    const key = Buffer.from(base64, 'base64');
    // A blob begins with its own type; a mismatch means a damaged line.
    if (typeOfBlob(key) !== keyType) continue;
    lines.push({ marker, hosts, keyType, key, file, line: index + 1 });
  }
  return lines;
}

/** The name under which known_hosts keeps a host: `host`, or `[host]:port` off port 22. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** Does the host column match? Names compare without case. */
export function hostMatches(hosts: string, name: string): boolean {
  const host = name.toLowerCase();
  if (hosts.startsWith('|')) return hashMatches(hosts, host);
  let matched = false;
  for (const item of hosts.toLowerCase().split(',')) {
    const negated = item.startsWith('!');
    if (!patternMatches(negated ? item.slice(1) : item, host)) continue;
    // One negated match rules the whole line out, whatever else matches.
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** `|1|base64(salt)|base64(HMAC-SHA1(salt, host))`. */
function hashMatches(hosts: string, host: string): boolean {
  const [, magic, salt, hash] = hosts.split('|');
  if (magic !== '1' || !salt || !hash) return false;
  const made = createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest();
  return made.equals(Buffer.from(hash, 'base64'));
}

/** `*` any run, `?` one character; nothing else is special (brackets are literal). */
function patternMatches(pattern: string, text: string): boolean {
  // Two pointers with one backtrack point: linear in practice, no regular expression to explode.
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** The known keys of a host, all files together. */
export function keysOf(lines: readonly KnownLine[], name: string): KnownKey[] {
  return lines.filter((line) => hostMatches(line.hosts, name));
}

/**
 * What known_hosts says about the key that a server presents. As OpenSSH does, a revoked key is
 * refused even if another line accepts it, and a host of which only other keys are known has
 * changed, also when they are of another type: known types were offered first.
 * @param plainName the bare host of a `[host]:port` name: a key kept under it counts as known.
 */
export function judge(
  lines: readonly KnownLine[],
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
  if (keys.some(same)) return { kind: 'known' };
  if (keys.length > 0) return { kind: 'changed', known: keys };
  if (plain.some((entry) => entry.marker === 'none' && same(entry))) return { kind: 'known' };
  return { kind: 'new', authority: known.some((entry) => entry.marker === 'cert-authority') };
}

/** The key type inside a public key blob, or an empty string. */
export function typeOfBlob(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return length > 64 || blob.length < 4 + length ? '' : blob.toString('latin1', 4, 4 + length);
}

/** `SHA256:…` without padding, as OpenSSH prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
