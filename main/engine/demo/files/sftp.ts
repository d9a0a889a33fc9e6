/**
 * The SFTP server of a demo computer over its tree, with the extensions that OpenSSH has and our
 * client uses. Written on the bare channel because the library's server announces no extensions.
 * One request after the other; when the client does not read, nothing more is taken from it.
 */
import { closeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { SftpRequests } from './requests';
import { answer, ask, Malformed, packet, Reader, text, uint32 } from './wire';

/** As OpenSSH's SFTP_MAX_MSG_LENGTH. */
const maxPacketBytes = 256 * 1024;

const extensions: readonly [name: string, version: string][] = [
  ['posix-rename@openssh.com', '1'],
  ['statvfs@openssh.com', '2'],
  ['fsync@openssh.com', '1'],
  ['limits@openssh.com', '1'],
];

export function serveSftp(channel: Duplex, requests: SftpRequests): void {
  let pieces: Buffer[] = [];
  let length = 0;
  const end = () => {
    channel.removeListener('data', take);
    for (const descriptor of requests.descriptors()) closeSync(descriptor);
  };
  const one = (bytes: Buffer): boolean => {
    const reader = new Reader(bytes);
    const type = reader.byte();
    if (type === ask.init) {
      reader.uint32();
      const pairs = extensions.flatMap(([name, version]) => [text(name), text(version)]);
      return channel.write(packet(answer.version, uint32(3), ...pairs));
    }
    return channel.write(requests.answer(type, reader));
  };
  const take = (chunk: Buffer) => {
    pieces.push(chunk);
    length += chunk.length;
    if (length < 4) return;
    let bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    let flows = true;
    try {
      while (bytes.length >= 4) {
        const size = bytes.readUInt32BE();
        if (size > maxPacketBytes || size === 0) throw new Malformed('a packet of no known size');
        if (bytes.length < 4 + size) break;
        flows = one(bytes.subarray(4, 4 + size)) && flows;
        bytes = bytes.subarray(4 + size);
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      channel.end();
      return;
    }
    pieces = bytes.length > 0 ? [bytes] : [];
    length = bytes.length;
    if (!flows) {
      channel.pause();
      channel.once('drain', () => channel.resume());
    }
  };
  channel.on('data', take);
  channel.once('end', () => channel.end());
  channel.once('close', end);
}
