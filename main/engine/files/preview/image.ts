/**
 * Recognises pictures by their first bytes, whatever their name says, and reads their size in pixels
 * from the head: a small file may unpack to gigabytes. Pure.
 */
import type { Preview } from '../../../../preload/contract/files';
import { ProblemError } from '../../kit/outcome';
import { fileProblem } from '../words';
import { looksLikeSvg, svgFault } from './svg';

/** 100 megapixels take 400 MB in memory. */
const maxPixels = 100_000_000;
const maxSide = 32_767;

export interface Pixels {
  mime: string;
  width: number;
  height: number;
  tooMany: boolean;
}

type Size = readonly [width: number, height: number];

export const looksLikeImage = (bytes: Buffer) =>
  pixelsOf(bytes) !== undefined || looksLikeSvg(bytes);

/** @throws ProblemError `files/too-big-to-show` */
export function imageOf(bytes: Buffer, path: string): Pick<Preview, 'content' | 'notes'> {
  const refuse = (reason: string) =>
    new ProblemError(fileProblem({ what: 'too-big-to-show', path, reason }));
  const found = pixelsOf(bytes);
  if (found) {
    const { mime, width, height } = found;
    if (found.tooMany) {
      throw refuse(`It has ${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels.`);
    }
    return {
      notes: [],
      content: { kind: 'image', bytes: new Uint8Array(bytes), mime, pixels: { width, height } },
    };
  }
  const fault = svgFault(bytes);
  if (fault) throw refuse(fault);
  const mime = 'image/svg+xml';
  return {
    notes: ['Shown without scripts and without anything that it loads from elsewhere.'],
    content: { kind: 'image', bytes: new Uint8Array(bytes), mime, pixels: null },
  };
}

/** Undefined when the bytes are no raster picture of a known kind. */
export function pixelsOf(data: Uint8Array): Pixels | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (const [mime, read] of readers) {
    const size = read(bytes);
    if (!size) continue;
    const [width, height] = size;
    const tooMany = width * height > maxPixels || width > maxSide || height > maxSide;
    return { mime, width, height, tooMany };
  }
  return undefined;
}

const starts = (bytes: Buffer, text: string, at = 0) =>
  bytes.length >= at + text.length && bytes.toString('latin1', at, at + text.length) === text;

const readers: readonly [string, (bytes: Buffer) => Size | undefined][] = [
  ['image/png', png],
  ['image/jpeg', jpeg],
  ['image/gif', gif],
  ['image/webp', webp],
  ['image/bmp', bmp],
];

/** PNG specification, 11.2.2: IHDR comes first. */
function png(bytes: Buffer): Size | undefined {
  if (!starts(bytes, '\x89PNG\r\n\x1a\n') || !starts(bytes, 'IHDR', 12)) return undefined;
  return bytes.length < 24 ? undefined : [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** GIF89a, 18: the logical screen, which Chromium makes larger where the first frame is (20). */
function gif(bytes: Buffer): Size | undefined {
  if (!starts(bytes, 'GIF87a') && !starts(bytes, 'GIF89a')) return undefined;
  if (bytes.length < 10) return undefined;
  const screen: Size = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  // Extensions before the frame: `!`, a label, and sub-blocks up to an empty one.
  while (bytes[at] === 0x21) {
    at += 2;
    while (bytes[at]) at += (bytes[at] ?? 0) + 1;
    at += 1;
  }
  if (bytes[at] !== 0x2c || bytes.length < at + 9) return screen;
  const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)];
  const frame: Size = [left + bytes.readUInt16LE(at + 5), top + bytes.readUInt16LE(at + 7)];
  return [Math.max(screen[0], frame[0]), Math.max(screen[1], frame[1])];
}

function bmp(bytes: Buffer): Size | undefined {
  if (!starts(bytes, 'BM') || bytes.length < 26) return undefined;
  const headBytes = bytes.readUInt32LE(14);
  if (headBytes === 12) return [bytes.readUInt16LE(18), bytes.readUInt16LE(20)];
  if (headBytes < 40 || headBytes > 124) return undefined;
  return [Math.abs(bytes.readInt32LE(18)), Math.abs(bytes.readInt32LE(22))];
}

/** RFC 9649: lossy, lossless and extended files each say their size in their own way. */
function webp(bytes: Buffer): Size | undefined {
  if (!starts(bytes, 'RIFF') || !starts(bytes, 'WEBP', 8) || bytes.length < 30) return undefined;
  if (starts(bytes, 'VP8X', 12)) return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
  if (starts(bytes, 'VP8L', 12)) {
    const bits = bytes.readUInt32LE(21);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (!starts(bytes, 'VP8 ', 12)) return undefined;
  return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
}

/** ITU T.81, B.1.1.3: markers with lengths, up to the frame header that holds the size. */
function jpeg(bytes: Buffer): Size | undefined {
  if (!starts(bytes, '\xff\xd8\xff')) return undefined;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    const isFill = marker === 0xff;
    const length = isFill ? -1 : bytes.readUInt16BE(at + 2);
    if (!isFill && length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Undefined when it is no base64 or longer than the limit. */
export function bytesOfBase64(text: string, limit: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length === 0 || text.length > Math.ceil(limit / 3) * 4 + limit / 16) return undefined;
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  return bytes.length > limit ? undefined : new Uint8Array(bytes);
}
