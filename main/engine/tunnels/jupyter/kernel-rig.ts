/** For lab tests: runs a line of Python in a new kernel over Jupyter's websocket, as its page does. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the line printed. The kernel is ended afterwards. */
export async function kernelAnswers(port: number, token: string, code: string): Promise<string> {
  const address = `http://127.0.0.1:${port}/api/kernels`;
  const headers = { authorization: `token ${token}` };
  const made = await fetch(address, { method: 'POST', headers });
  const { id } = (await made.json()) as { id: string };
  try {
    const socket = await upgrade(port, `/api/kernels/${id}/channels?token=${token}`);
    return await execute(socket, code);
  } finally {
    await fetch(`${address}/${id}`, { method: 'DELETE', headers });
  }
}

function upgrade(port: number, path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        origin: `http://127.0.0.1:${port}`,
      },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (answer: IncomingMessage) =>
      reject(new Error(`no websocket: ${answer.statusCode}`)),
    );
    outgoing.once('upgrade', (_answer, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    outgoing.end();
  });
}

/** Sends an execute_request and collects what its stream messages say until the kernel is idle. */
function execute(socket: Duplex, code: string): Promise<string> {
  const id = randomUUID();
  const message = {
    header: { msg_id: id, msg_type: 'execute_request', session: 'x', username: '', version: '5.3' },
    parent_header: {},
    metadata: {},
    content: { code, silent: false, store_history: false },
    channel: 'shell',
  };
  return new Promise((resolve, reject) => {
    let printed = '';
    let rest: Buffer = Buffer.alloc(0);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the websocket closed')));
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let frame = takeFrame(rest); frame; frame = takeFrame(rest)) {
        rest = frame.rest;
        if (frame.opcode !== 1) continue;
        const said = JSON.parse(frame.payload.toString('utf8')) as {
          parent_header: { msg_id?: string };
          header: { msg_type: string };
          content: { text?: string; execution_state?: string };
        };
        if (said.parent_header.msg_id !== id) continue;
        if (said.header.msg_type === 'stream') printed += said.content.text ?? '';
        if (said.content.execution_state === 'idle') {
          resolve(printed);
          socket.destroy();
        }
      }
    });
    socket.write(textFrame(JSON.stringify(message)));
  });
}

/** RFC 6455, 5.2: a masked text frame (the mask is zero: this is a test). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/** The first whole frame of the bytes; servers do not mask. */
function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  let length = (bytes[1] ?? 0) & 127;
  let start = 2;
  if (length === 126 || length === 127) {
    start = length === 126 ? 4 : 10;
    if (bytes.length < start) return undefined;
    length = length === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  }
  if (bytes.length < start + length) return undefined;
  return {
    opcode: (bytes[0] ?? 0) & 15,
    payload: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length),
  };
}
