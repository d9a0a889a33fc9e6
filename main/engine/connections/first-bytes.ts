/**
 * The first bytes of a server, before encryption starts: its identification line and its list of
 * algorithms. We look at them ourselves because they tell causes apart that the SSH library
 * reports alike: another protocol, a full MaxStartups, silence, no common algorithm.
 */
import type { Duplex } from 'node:stream';
import { printable } from '../kit/printable';

/** Enough for the longest greeting we show and an algorithm list (OpenSSH's is about 1.1 KiB). */
const CAP_BYTES = 16 * 1024;

export interface AlgorithmLists {
  kex: string[];
  hostKey: string[];
  cipher: string[];
  mac: string[];
}

/** What kind of peer the bytes belong to. */
export type Peer =
  | { kind: 'silent' }
  /** `SSH-2.0-OpenSSH_9.2p1 Debian-2`: the software part, made printable. */
  | { kind: 'ssh'; software: string; protocol: string }
  /** It closed with a sentence instead of an identification, or talks something else. */
  | { kind: 'other'; text: string; looksLike: string | null };

/** Collects the first bytes that `transport` delivers; does not start its flow. */
export class FirstBytes {
  #bytes = Buffer.alloc(0);
  readonly stop: () => void;

  constructor(transport: Duplex) {
    const listen = (chunk: Buffer) => {
      const room = CAP_BYTES - this.#bytes.length;
      this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(0, room)]);
      if (this.#bytes.length >= CAP_BYTES) transport.off('data', listen);
    };
    transport.on('data', listen);
    this.stop = () => {
      transport.off('data', listen);
    };
  }

  get peer(): Peer {
    return readPeer(this.#bytes);
  }

  get algorithms(): AlgorithmLists | null {
    return readAlgorithms(this.#bytes);
  }
}

/** Pure: what the bytes say about the peer. */
export function readPeer(bytes: Buffer): Peer {
  if (bytes.length === 0) return { kind: 'silent' };
  const text = bytes.toString('latin1');
  // RFC 4253, 4.2: other lines may come before the identification.
  const line = /^SSH-([\d.]+)-([^\r\n]*)/m.exec(text);
  if (line)
    return { kind: 'ssh', protocol: line[1] ?? '', software: printable(line[2] ?? '', 255) };
  return { kind: 'other', text: printable(text, 200), looksLike: guess(text) };
}

function guess(text: string): string | null {
  if (/^HTTP\/\d/.test(text) || /<html/i.test(text)) return 'a web server';
  if (/^\x16\x03|^\x15\x03/.test(text)) return 'a TLS service';
  if (/^220[ -].*FTP/i.test(text)) return 'an FTP server';
  if (/^220[ -]/.test(text)) return 'a mail server';
  if (/^RFB \d/.test(text)) return 'a VNC server';
  if (/^\* OK/.test(text)) return 'an IMAP server';
  return null;
}

/** Pure: the server's SSH_MSG_KEXINIT (RFC 4253, 7.1), if it has arrived whole. */
export function readAlgorithms(bytes: Buffer): AlgorithmLists | null {
  const ident = /^SSH-[^\n]*\n/m.exec(bytes.toString('latin1'));
  if (!ident) return null;
  let at = ident.index + ident[0].length;
  if (bytes.length < at + 22 || bytes[at + 5] !== 20) return null;
  at += 5 + 1 + 16;
  const list = (): string[] | null => {
    if (bytes.length < at + 4) return null;
    const length = bytes.readUInt32BE(at);
    if (bytes.length < at + 4 + length) return null;
    const text = bytes.toString('latin1', at + 4, at + 4 + length);
    at += 4 + length;
    return text === '' ? [] : printable(text, CAP_BYTES).split(',');
  };
  const lists = [list(), list(), list(), list(), list()];
  const [kex, hostKey, cipher, , mac] = lists;
  return kex && hostKey && cipher && mac ? { kex, hostKey, cipher, mac } : null;
}
