/**
 * chacha20-poly1305@openssh.com as key files use it (PROTOCOL.chacha20poly1305; OpenSSH
 * cipher-chachapoly.c): the first 32 bytes of the key, sequence number 0, no additional data. Our
 * own, because Electron's BoringSSL has no bare ChaCha20, and a key file is a few hundred bytes.
 */
import { timingSafeEqual } from 'node:crypto';

/** Decrypts, or returns null where the tag does not fit. `key` is 64 bytes, of which 32 count. */
export function openChachaPoly(key: Buffer, sealed: Buffer, tag: Buffer): Buffer | null {
  const main = key.subarray(0, 32);
  const expected = poly1305(chacha20(main, Buffer.alloc(32), 0), sealed);
  if (tag.length !== 16 || !timingSafeEqual(expected, tag)) return null;
  return chacha20(main, sealed, 1);
}

/** The original ChaCha20: 64 bits of block counter, a nonce of 64 zero bits here. */
export function chacha20(key: Buffer, data: Buffer, firstBlock: number): Buffer {
  const start = new Uint32Array(16);
  for (const [at, word] of ['expa', 'nd 3', '2-by', 'te k'].entries()) {
    start[at] = Buffer.from(word, 'latin1').readUInt32LE(0);
  }
  for (let at = 0; at < 8; at += 1) start[4 + at] = key.readUInt32LE(4 * at);
  const out = Buffer.from(data);
  for (let block = 0; block * 64 < out.length; block += 1) {
    start[12] = firstBlock + block;
    const stream = keyStream(start);
    const end = Math.min(64, out.length - block * 64);
    for (let at = 0; at < end; at += 1) {
      const index = block * 64 + at;
      out[index] = (out[index] ?? 0) ^ ((stream[at >> 2] ?? 0) >>> (8 * (at & 3)));
    }
  }
  return out;
}

function keyStream(start: Uint32Array): Uint32Array {
  const s = new Uint32Array(start);
  for (let round = 0; round < 10; round += 1) {
    for (const [a, b, c, d] of quarters) quarter(s, a, b, c, d);
  }
  for (let at = 0; at < 16; at += 1) s[at] = (s[at] ?? 0) + (start[at] ?? 0);
  return s;
}

/** RFC 8439, 2.3: the columns, then the diagonals. */
const quarters = [
  ...[[0, 4, 8, 12] as const, [1, 5, 9, 13] as const, [2, 6, 10, 14] as const],
  ...[[3, 7, 11, 15] as const, [0, 5, 10, 15] as const, [1, 6, 11, 12] as const],
  ...[[2, 7, 8, 13] as const, [3, 4, 9, 14] as const],
];

function quarter(s: Uint32Array, a: number, b: number, c: number, d: number): void {
  const step = (x: number, y: number, z: number, by: number): void => {
    s[x] = (s[x] ?? 0) + (s[y] ?? 0);
    const mixed = (s[z] ?? 0) ^ (s[x] ?? 0);
    s[z] = (mixed << by) | (mixed >>> (32 - by));
  };
  step(a, b, d, 16);
  step(c, d, b, 12);
  step(a, b, d, 8);
  step(c, d, b, 7);
}

/** RFC 8439, 2.5. */
export function poly1305(key: Buffer, data: Buffer): Buffer {
  const number = (bytes: Buffer) =>
    BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);
  const prime = (1n << 130n) - 5n;
  const r = number(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < data.length; at += 16) {
    const block = data.subarray(at, at + 16);
    sum = ((sum + number(block) + (1n << BigInt(8 * block.length))) * r) % prime;
  }
  const tag = (sum + number(key.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}
