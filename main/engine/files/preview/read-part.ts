/** Reads the beginning or the end of a remote file, several requests at a time. */
import type { RemoteFile, Sftp } from '../../connections/index';
import { throwIfCancelled } from '../../kit/outcome';

/** Requests on their way at a time: enough for a far server, few enough for a busy one. */
const requests = 8;

interface Wanted {
  /** As stat told; files in /proc say 0, and logs grow while they are read. */
  size: number;
  limit: number;
  part: 'head' | 'tail';
}

interface ReadPart {
  bytes: Buffer;
  /** Where in the file they begin. */
  start: number;
  /** True when the file goes on after them. */
  more: boolean;
}

export async function readPart(
  sftp: Sftp,
  path: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<ReadPart> {
  const { size, limit, part } = wanted;
  const start = part === 'tail' ? Math.max(0, size - limit) : 0;
  const file = await sftp.open(path, 'read');
  try {
    // One byte past the limit tells whether there is more.
    const bytes = await readUpTo(file, start, limit + 1, sftp.limits.readBytes, signal);
    const more = bytes.length > limit;
    return { bytes: more ? bytes.subarray(0, limit) : bytes, start, more };
  } finally {
    // What was read is complete; a close that fails changes nothing for the reader.
    file.close().catch(() => {});
  }
}

async function readUpTo(
  file: RemoteFile,
  start: number,
  length: number,
  pieceBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < length; at += pieceBytes * requests) {
    throwIfCancelled(signal);
    const offsets = Array.from({ length: requests }, (_, n) => at + n * pieceBytes);
    const pieces = await Promise.all(
      offsets
        .filter((offset) => offset < length)
        .map((offset) => wholePiece(file, start + offset, Math.min(pieceBytes, length - offset))),
    );
    for (const piece of pieces) {
      chunks.push(piece.bytes);
      if (piece.ended) return Buffer.concat(chunks);
    }
  }
  return Buffer.concat(chunks);
}

/** A server may answer with less than was asked for before the end of the file. */
async function wholePiece(file: RemoteFile, position: number, length: number) {
  const chunks: Buffer[] = [];
  let got = 0;
  while (got < length) {
    const chunk = await file.read(position + got, length - got);
    if (chunk === null) return { bytes: Buffer.concat(chunks), ended: true };
    chunks.push(chunk);
    got += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), ended: false };
}
