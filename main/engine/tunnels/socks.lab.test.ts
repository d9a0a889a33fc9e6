/** A tunnel as a SOCKS proxy: curl as the judge, through a real sshd; programs that speak wrongly, and places that refuse. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { type Lab, startLab } from '../../../e2e/lab';
import { type LabRoom, labRoom } from '../../../e2e/lab/room';
import type { TunnelEntry } from '../../../preload/contract/tunnels';
import { problemOf } from '../kit/outcome';
import { createTunnels, type Tunnels } from './index';

const never = new AbortController().signal;
const big = randomBytes(3 * 1024 * 1024);
let lab: Lab;
let room: LabRoom;
let tunnels: Tunnels;
let web: Server;
let webPort = 0;
let proxy: TunnelEntry;

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1' },
      { name: 'closed', user: 'bob', sshdConfig: ['AllowTcpForwarding no'] },
    ],
  });
  room = labRoom(lab);
  tunnels = createTunnels(room);
  web = createServer((request, response) => response.end(request.url === '/big' ? big : 'a page'));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  webPort = (web.address() as AddressInfo).port;
  proxy = await open('gpu1');
});
after(async () => {
  await tunnels.dispose();
  await room.stop();
  web.close();
  await lab.stop();
});

const open = (server: string) =>
  tunnels.open({ server, target: { kind: 'socks' }, localPort: 0 }, never);

interface Curled {
  code: number;
  body: Buffer;
}

function curl(way: string, url: string, { localPort }: TunnelEntry): Promise<Curled> {
  const words = ['-sS', '--max-time', '20', way, `127.0.0.1:${localPort}`, url];
  return new Promise((resolve) => {
    const child = execFile('curl', words, { encoding: 'buffer', maxBuffer: 1 << 24 }, (_, body) =>
      resolve({ code: child.exitCode ?? -1, body }),
    );
  });
}

/** Sends bytes and gives all that comes back, in hex. */
async function say(bytes: Buffer, { localPort }: TunnelEntry): Promise<string> {
  const socket = connect(localPort ?? 0, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(bytes);
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('hex');
  });
  await once(socket, 'close');
  return said;
}

test('curl reaches a page by every version of the protocol, names looked up by the server', async () => {
  assert.deepEqual([proxy.state.kind, proxy.remote], ['open', 'SOCKS']);
  for (const way of ['--socks5', '--socks5-hostname', '--socks4', '--socks4a']) {
    const page = await curl(way, `http://localhost:${webPort}/`, proxy);
    assert.equal(String(page.body), 'a page', way);
  }
  const whole = await curl('--socks5-hostname', `http://127.0.0.1:${webPort}/big`, proxy);
  assert.ok(whole.body.equals(big));
});

test('a place that refuses is told to the program, and is no fault of the tunnel', async () => {
  for (const way of ['--socks5-hostname', '--socks4a']) {
    const refused = await curl(way, 'http://127.0.0.1:1/', proxy);
    assert.equal(refused.code, 97, 'curl: a proxy handshake that failed');
    const unknown = await curl(way, 'http://no-such-host.invalid/', proxy);
    assert.equal(unknown.code, 97);
  }
  const entry = tunnels.list.value.find(({ id }) => id === proxy.id);
  assert.equal(entry?.state.kind, 'open');
  assert.equal(entry?.refused, undefined);
});

test('a server that forwards nothing is told at the tunnel', async () => {
  const closed = await open('closed');
  assert.equal((await curl('--socks5-hostname', `http://127.0.0.1:${webPort}/`, closed)).code, 97);
  const entry = tunnels.list.value.find(({ id }) => id === closed.id);
  assert.equal(entry?.refused?.tag, 'connections/forward-prohibited');
});

test('what is no SOCKS, or asks for more than a connection, is turned away', async () => {
  assert.equal(await say(Buffer.from('GET / HTTP/1.1\r\n\r\n'), proxy), '');
  // Only with a password: there is none.
  assert.equal(await say(Buffer.of(5, 1, 2), proxy), '05ff');
  // BIND, UDP, and an unknown kind of address.
  const wish = (command: number, kind: number) =>
    Buffer.of(5, 1, 0, 5, command, 0, kind, 127, 0, 0, 1, 0, 80);
  for (const [command, kind] of [
    [2, 1],
    [3, 1],
    [1, 9],
  ] as const) {
    assert.equal(await say(wish(command, kind), proxy), '050005070001000000000000');
  }
  // A name that holds what no name holds, in both versions.
  const name = Buffer.from('a b\x00c');
  assert.match(
    await say(
      Buffer.concat([Buffer.of(5, 1, 0, 5, 1, 0, 3, name.length), name, Buffer.of(0, 80)]),
      proxy,
    ),
    /^05000507/,
  );
  assert.equal(
    await say(Buffer.concat([Buffer.of(4, 1, 0, 80, 0, 0, 0, 1), Buffer.alloc(600, 65)]), proxy),
    '',
  );
});

test('greetings cut into bytes, and words that come at once with the wish', async () => {
  const request = `GET / HTTP/1.0\r\n\r\n`;
  const port = Buffer.alloc(2);
  port.writeUInt16BE(webPort);
  const all = Buffer.concat([
    Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1),
    port,
    Buffer.from(request),
  ]);
  const socket = connect(proxy.localPort ?? 0, '127.0.0.1');
  socket.setNoDelay(true);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  for (const byte of all.subarray(0, 8)) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  socket.write(all.subarray(8));
  await once(socket, 'close');
  assert.match(text, /a page$/);
});

test('everything at once and no more to say: the answer still comes', async () => {
  const port = Buffer.alloc(2);
  port.writeUInt16BE(webPort);
  const greeting = Buffer.concat([Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1), port]);
  for (const pause of [0, 30]) {
    const socket = connect({
      ...{ port: proxy.localPort ?? 0, host: '127.0.0.1', allowHalfOpen: true },
    });
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    const over = once(socket, 'end');
    await once(socket, 'connect');
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    socket.end(Buffer.concat([greeting, Buffer.from('GET / HTTP/1.0\r\n\r\n')]));
    await over;
    assert.match(text, /a page$/);
  }
});

test('closed while programs are in it: nothing is left, and its page cannot be opened', async () => {
  const page = await tunnels.browse(proxy.id, never).catch((error: unknown) => error);
  assert.equal(problemOf(page)?.tag, 'tunnels/no-page');
  const socket = connect(proxy.localPort ?? 0, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await tunnels.close(proxy.id);
  await closed;
  assert.equal(
    tunnels.list.value.some(({ id }) => id === proxy.id),
    false,
  );
});
