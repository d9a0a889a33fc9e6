/** Bytes as text: UTF-8, UTF-16 with its mark, else one character a byte, which is said. Pure. */
import { isUtf8 } from 'node:buffer';

const hasUtf16Mark = (bytes: Buffer) =>
  bytes.length >= 2 &&
  ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));

/** How much is looked at to tell text from bytes. */
const sampleBytes = 64 * 1024;
/** More control characters than this share are no text (colour codes in logs are well below). */
const controlShare = 0.1;

export function looksBinary(bytes: Buffer): boolean {
  if (hasUtf16Mark(bytes)) return false;
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.includes(0)) return true;
  let controls = 0;
  for (const byte of sample) {
    const isSpace = byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 27;
    if (byte < 32 && !isSpace && byte !== 8) controls += 1;
  }
  return controls > sample.length * controlShare;
}

/** `cutStart` and `cutEnd`: there are bytes before or after, so a character may be torn there. */
export function decodeText(
  bytes: Buffer,
  cut: { cutStart: boolean; cutEnd: boolean },
): { text: string; notes: string[] } {
  if (hasUtf16Mark(bytes)) return { text: utf16(bytes), notes: ['Read as UTF-16.'] };
  const from = cut.cutStart ? tornBytes(bytes) : 0;
  for (let torn = 0; torn <= (cut.cutEnd ? 3 : 0); torn += 1) {
    const piece = bytes.subarray(from, Math.max(from, bytes.length - torn));
    if (isUtf8(piece)) return { text: withoutMark(piece.toString('utf8')), notes: [] };
  }
  return { text: bytes.toString('latin1'), notes: ['Not UTF-8: read as Latin-1.'] };
}

/** Bytes at the start that continue a character which began before them: three at most. */
function tornBytes(bytes: Buffer): number {
  let n = 0;
  while (n < 3 && n < bytes.length && ((bytes[n] ?? 0) & 0xc0) === 0x80) n += 1;
  return n;
}

function utf16(bytes: Buffer): string {
  const body = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
  return (bytes[0] === 0xfe ? body.swap16() : body).toString('utf16le');
}

const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Drops the line that was cut at the start or at the end of a part of a file. */
export function wholeLines(text: string, cutAt: 'start' | 'end'): string {
  const cut = cutAt === 'start' ? text.indexOf('\n') : text.lastIndexOf('\n');
  if (cut < 0) return text;
  return cutAt === 'start' ? text.slice(cut + 1) : text.slice(0, cut + 1);
}

/**
 * Without the escape sequences that colour a terminal (ECMA-48: CSI, OSC and two-character ones),
 * and with a line that was rewritten by carriage returns as it stood last.
 */
export function plainText(text: string): string {
  return text
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '')
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', Math.max(0, line.length - 2)) + 1))
    .join('\n');
}
