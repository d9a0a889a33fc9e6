/** SOCKS version 5 as a client (RFC 1928), with user name and password (RFC 1929). */
import { isIP, isIPv4 } from 'node:net';
import { BadAnswer, type Conversation } from './conversation';
import type { Credentials, ProxyReply } from './reply';

const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;
const NOTHING_FITS = 0xff;

/** RFC 1928, 6. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'time to live expired',
  7: 'it does not know the command',
  8: 'it does not know this kind of address',
};

/** @throws BadAnswer */
export async function socks5Connect(
  with_: Conversation,
  target: { host: string; port: number },
  credentials: Credentials | null,
): Promise<ProxyReply> {
  with_.write(Buffer.of(5, 2, NO_AUTHENTICATION, USER_AND_PASSWORD));
  const [version, method] = await with_.read(2);
  if (version !== 5) throw wrong(with_, version);
  if (method === NOTHING_FITS)
    return { kind: 'no-method', offered: 'none of no password and password' };
  if (method === USER_AND_PASSWORD) {
    if (!credentials) return { kind: 'asks-who' };
    with_.write(signIn(credentials));
    const [, status] = await with_.read(2);
    if (status !== 0) return { kind: 'refused-who' };
  } else if (method !== NO_AUTHENTICATION) throw wrong(with_, version);
  with_.write(Buffer.concat([Buffer.of(5, 1, 0), addressOf(target.host), portOf(target.port)]));
  const [again, status, , kind] = await with_.read(4);
  if (again !== 5) throw wrong(with_, again);
  if (status !== 0) return { kind: 'refused', said: REFUSALS[status ?? 0] ?? `code ${status}` };
  await skipAddress(with_, kind);
  return { kind: 'open' };
}

function wrong(with_: Conversation, first: number | undefined): BadAnswer {
  return new BadAnswer('wrong', `${String.fromCharCode(first ?? 0)}${with_.heard}`);
}

/** Bytes beyond 255 cannot be said in this protocol. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function signIn({ user, password }: Credentials): Buffer {
  return Buffer.concat([Buffer.of(1), counted(user), counted(password)]);
}

/** Names are looked up by the proxy: it may know ones that this computer does not. */
function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.of(1, ...host.split('.').map(Number));
  if (isIP(host) === 6 && !host.includes('%')) {
    return Buffer.concat([Buffer.of(4), ipv6Bytes(host)]);
  }
  return Buffer.concat([Buffer.of(3), counted(host)]);
}

function ipv6Bytes(host: string): Buffer {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  const hex = (a: string, b: string) => ((Number(a) << 8) | Number(b)).toString(16);
  const text = dotted
    ? `${dotted[1]}${hex(dotted[2] ?? '', dotted[3] ?? '')}:${hex(dotted[4] ?? '', dotted[5] ?? '')}`
    : host;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? 0 : 8 - left.length - right.length;
  const bytes = Buffer.alloc(16);
  for (const [at, group] of [...left, ...Array(middle).fill('0'), ...right].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), at * 2);
  }
  return bytes;
}

function portOf(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(port);
  return bytes;
}

/** Where the proxy's own end is: of no interest, but it stands before the server's first words. */
async function skipAddress(with_: Conversation, kind: number | undefined): Promise<void> {
  if (kind === 1) await with_.read(4 + 2);
  else if (kind === 4) await with_.read(16 + 2);
  else if (kind === 3) await with_.read(((await with_.read(1))[0] ?? 0) + 2);
  else throw wrong(with_, kind);
}
