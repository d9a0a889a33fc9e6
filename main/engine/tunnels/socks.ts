/**
 * The server's side of SOCKS (RFC 1928, and SOCKS 4 and 4a as `ssh -D` takes them): who connects says where they want
 * to go from the server. Only CONNECT, without a password: the port is on 127.0.0.1 alone, as ssh has it.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Link } from '../connections';
import { problemOf } from '../kit/outcome';

/** A program that connects and says nothing is let go. */
const PATIENCE_MS = 30_000;

interface Wish {
  version: 4 | 5;
  host: string;
  port: number;
}

/** What is answered when it cannot be: codes of both versions. */
type Refusal = 'not-supported' | 'not-reached' | 'not-allowed';

const codes5 = { 'not-supported': 7, 'not-reached': 5, 'not-allowed': 2 } as const;

/**
 * Hears where the program wants to go and takes it there.
 * @returns null when that could not be, and the program was told
 * @throws ProblemError when the link is lost, or the server forwards nothing at all
 */
export async function socksReach(
  link: Link,
  socket: Socket,
  signal: AbortSignal,
): Promise<Duplex | null> {
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
  const reader = new Reader(socket);
  const wish = await hear(reader, socket).finally(() => clearTimeout(timer));
  if (!wish) return null;
  try {
    const remote = await link.forwardTcp(wish.host, wish.port, signal);
    socket.write(answer(wish.version, null));
    // What came with the greeting is for the other side.
    if (reader.rest.length > 0) remote.write(reader.rest);
    return remote;
  } catch (error) {
    const tag = problemOf(error)?.tag;
    const prohibited = tag === 'connections/forward-prohibited';
    await refuse(socket, wish.version, prohibited ? 'not-allowed' : 'not-reached');
    // One place that does not answer says nothing about the tunnel.
    if (tag === 'connections/forward-refused') return null;
    throw error;
  }
}

async function hear(reader: Reader, socket: Socket): Promise<Wish | null> {
  try {
    const [version] = await reader.take(1);
    const wish =
      version === 5 ? await hear5(reader, socket) : version === 4 ? await hear4(reader) : null;
    // Another protocol: a browser that was told that it is a web page.
    if (version !== 5 && version !== 4) socket.destroy();
    return wish;
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    socket.destroy();
    return null;
  }
}

async function hear5(reader: Reader, socket: Socket): Promise<Wish | null> {
  const [count = 0] = await reader.take(1);
  const methods = await reader.take(count);
  if (!methods.includes(0)) {
    socket.end(Buffer.of(5, 0xff));
    return null;
  }
  socket.write(Buffer.of(5, 0));
  const [, command, , kind] = await reader.take(4);
  const host = await hostOf(reader, kind ?? 0);
  if (command !== 1 || host === null) {
    await refuse(socket, 5, 'not-supported');
    return null;
  }
  return { version: 5, host, port: (await reader.take(2)).readUInt16BE(0) };
}

async function hostOf(reader: Reader, kind: number): Promise<string | null> {
  if (kind === 1) return (await reader.take(4)).join('.');
  if (kind === 4) {
    const bytes = await reader.take(16);
    const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
    return groups.join(':');
  }
  if (kind !== 3) return null;
  const [length = 0] = await reader.take(1);
  return plainHost(await reader.take(length));
}

async function hear4(reader: Reader): Promise<Wish | null> {
  const head = await reader.take(7);
  await reader.takeText();
  const isName = head.subarray(3, 6).every((byte) => byte === 0) && head[6] !== 0;
  const host = isName ? plainHost(await reader.takeText()) : head.subarray(3, 7).join('.');
  if (head[0] !== 1 || host === null) throw new Gone();
  return { version: 4, host, port: head.readUInt16BE(1) };
}

/** A name as the server's resolver may get it, or null. */
function plainHost(bytes: Buffer): string | null {
  const text = bytes.toString('latin1');
  return /^[\x21-\x7e]{1,255}$/.test(text) ? text : null;
}

function answer(version: 4 | 5, refusal: Refusal | null): Buffer {
  if (version === 4) return Buffer.of(0, refusal ? 0x5b : 0x5a, 0, 0, 0, 0, 0, 0);
  return Buffer.of(5, refusal ? codes5[refusal] : 0, 0, 1, 0, 0, 0, 0, 0, 0);
}

/** Resolves when the answer has gone out: a reset right after it would take it along. */
function refuse(socket: Socket, version: 4 | 5, why: Refusal): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.end(answer(version, why), () => resolve());
  });
}

/** The program has left, or says what is no SOCKS. */
class Gone extends Error {}

/** Takes exact numbers of bytes from a socket that nobody else reads yet. */
class Reader {
  #held = Buffer.alloc(0);

  constructor(private readonly socket: Socket) {}

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** Up to a zero byte, without it. */
  async takeText(): Promise<Buffer> {
    for (;;) {
      const end = this.#held.indexOf(0);
      if (end >= 0) {
        const text = await this.take(end);
        await this.take(1);
        return text;
      }
      if (this.#held.length > 512) throw new Gone();
      await this.#more();
    }
  }

  /** What was read and not taken. */
  get rest(): Buffer {
    return this.#held;
  }

  #more(): Promise<void> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      const look = () => {
        const chunk = socket.read() as Buffer | null;
        if (chunk === null && !socket.readableEnded && !socket.destroyed) return;
        socket.off('readable', look);
        socket.off('end', look);
        socket.off('close', look);
        if (chunk === null) return reject(new Gone());
        this.#held = Buffer.concat([this.#held, chunk]);
        resolve();
      };
      socket.on('readable', look);
      socket.on('end', look);
      socket.on('close', look);
      look();
    });
  }
}
