/** The data types of SSH (RFC 4251, 5) as key files use them. What is read is checked for its bounds. */
import { damaged } from './fault';

export class WireReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** @throws KeyFault `damaged` when fewer are left */
  take(count: number): Buffer {
    if (count > this.left) throw damaged('it ends in the middle');
    this.#at += count;
    return this.bytes.subarray(this.#at - count, this.#at);
  }

  u32(): number {
    return this.take(4).readUInt32BE(0);
  }

  string(): Buffer {
    return this.take(this.u32());
  }

  text(): string {
    return this.string().toString('utf8');
  }

  /** A positive number, big-endian, without zeros in front. */
  number(): Buffer {
    return unsigned(this.string());
  }

  rest(): Buffer {
    return this.take(this.left);
  }
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function string(value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** An `mpint` of a positive number. */
export function number(value: Buffer): Buffer {
  const bare = unsigned(value);
  const needsZero = ((bare[0] ?? 0) & 0x80) !== 0;
  return string(needsZero ? Buffer.concat([Buffer.alloc(1), bare]) : bare);
}

export function unsigned(bytes: Buffer): Buffer {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return bytes.subarray(at);
}

/** The same number in exactly so many bytes. */
export function padded(bytes: Buffer, length: number): Buffer {
  const bare = unsigned(bytes);
  if (bare.length > length) throw damaged('a number in it is too big');
  return Buffer.concat([Buffer.alloc(length - bare.length), bare]);
}
