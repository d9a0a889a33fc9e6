/** Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02) as a server reads and writes them. */
import type { Stats } from 'node:fs';

export const ask = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  extended: 200,
} as const;

export const answer = {
  version: 2,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 201,
};
export const status = { ok: 0, eof: 1, noSuchFile: 2, denied: 3, failure: 4, unsupported: 8 };

/** A packet that is shorter than it says. */
export class Malformed extends Error {}

export interface Attributes {
  size?: number;
  mode?: number;
  accessed?: number;
  modified?: number;
}

export class Reader {
  #at = 0;
  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  byte(): number {
    return this.#take(1).readUInt8();
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  uint64(): number {
    const value = this.#take(8).readBigUInt64BE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('a number is too large');
    return Number(value);
  }

  data(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.data().toString('utf8');
  }

  attributes(): Attributes {
    const flags = this.uint32();
    const found: Attributes = {};
    if (flags & 1) found.size = this.uint64();
    if (flags & 2) this.#take(8);
    if (flags & 4) found.mode = this.uint32() & 0o7777;
    if (flags & 8) {
      found.accessed = this.uint32();
      found.modified = this.uint32();
    }
    return found;
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new Malformed('a packet ends early');
    const piece = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return piece;
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.floor(value))));
  return bytes;
}

export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A packet with its length in front. */
export function packet(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  return Buffer.concat([uint32(body.length), body]);
}

const seconds = (ms: number) => Math.max(0, Math.min(0xffffffff, Math.floor(ms / 1000)));

export function attributesOf(stat: Stats): Buffer {
  return Buffer.concat([
    uint32(1 | 2 | 4 | 8),
    uint64(stat.size),
    uint32(1000),
    uint32(1000),
    uint32(stat.mode),
    uint32(seconds(stat.atimeMs)),
    uint32(seconds(stat.mtimeMs)),
  ]);
}

/** A line as `ls -l` writes it, which sftp(1) prints. */
export function longName(name: string, stat: Stats, user: string): string {
  const kind = stat.isDirectory() ? 'd' : stat.isSymbolicLink() ? 'l' : '-';
  const bits = [...'rwxrwxrwx'].map((char, at) => (stat.mode & (1 << (8 - at)) ? char : '-'));
  const when = new Date(stat.mtimeMs).toISOString().slice(0, 16).replace('T', ' ');
  const size = String(stat.size).padStart(10);
  return `${kind}${bits.join('')} ${stat.nlink} ${user.padEnd(8)} ${user.padEnd(8)} ${size} ${when} ${name}`;
}
