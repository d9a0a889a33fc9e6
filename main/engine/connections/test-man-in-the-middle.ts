/**
 * For tests of this room only: somebody between us and a real sshd, who sees and changes what the
 * server says as long as nothing is encrypted yet (RFC 4253, 6).
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export const MESSAGE = { ignore: 2, unimplemented: 3, debug: 4, kexinit: 20, newkeys: 21 } as const;

/** A packet as it stands before encryption. */
export function plainPacket(payload: Buffer): Buffer {
  const padding = 8 - ((5 + payload.length) % 8) + 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + payload.length + padding);
  head[4] = padding;
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

/** SSH_MSG_IGNORE with some text. */
export const ignored = () => plainPacket(Buffer.of(MESSAGE.ignore, 0, 0, 0, 1, 0x78));

type Change = (packet: Buffer, message: number) => Buffer | Buffer[] | null;

export interface Middle {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens for us and passes everything to and from the sshd at `port`. `change` gets each plain packet
 * of the server with its message number, up to NEWKEYS, and returns what we get instead; null means that
 * the server says nothing any more.
 */
export async function manInTheMiddle(port: number, change: Change): Promise<Middle> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.pipe(upstream);
    const packets = new PlainPackets(change);
    upstream.on('data', (data: Buffer) => void client.write(packets.take(data)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

class PlainPackets {
  #held = Buffer.alloc(0);
  #phase: 'line' | 'packets' | 'encrypted' | 'mute' = 'line';

  constructor(private readonly change: Change) {}

  take(data: Buffer): Buffer {
    if (this.#phase === 'encrypted') return data;
    if (this.#phase === 'mute') return Buffer.alloc(0);
    this.#held = Buffer.concat([this.#held, data]);
    const out: Buffer[] = [];
    if (this.#phase === 'line') {
      const end = this.#held.indexOf(10) + 1;
      if (end === 0) return Buffer.alloc(0);
      out.push(this.#cut(end));
      this.#phase = 'packets';
    }
    while (this.#phase === 'packets' && this.#held.length >= 6) {
      const length = 4 + this.#held.readUInt32BE(0);
      if (this.#held.length < length) break;
      const message = this.#held[5] ?? 0;
      const changed = this.change(this.#cut(length), message);
      out.push(...[changed ?? []].flat());
      if (changed === null) this.#phase = 'mute';
      else if (message === MESSAGE.newkeys) this.#phase = 'encrypted';
    }
    if (this.#phase === 'encrypted') out.push(this.#cut(this.#held.length));
    return Buffer.concat(out);
  }

  #cut(length: number): Buffer {
    const head = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return head;
  }
}
