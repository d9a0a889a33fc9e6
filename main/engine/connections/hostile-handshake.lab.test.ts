/** Servers that stall at every stage, or say far too much: a card each, in bounded time and memory. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ssh2 from 'ssh2';
import { type Lab, startLab } from '../../../e2e/lab';
import { problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections } from './index';
import { MESSAGE, manInTheMiddle, plainPacket } from './test-man-in-the-middle';
import { resolvedServer, scriptedHost, soundKeyPair } from './test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
const closers: (() => unknown)[] = [];

before(async () => {
  lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  for (const close of closers) await close();
  await lab.stop();
});

function fresh(port: number, login = lab.server('gpu1').login) {
  const host = scriptedHost(() => ({ kind: 'yes' }));
  const where = { name: 'gpu1', host: '127.0.0.1', port, user: login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, {
        identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
        connectTimeoutSeconds: 1,
      }),
  });
  rooms.push(room);
  return { host, room };
}

async function card(room: ConnectionsRoom) {
  const error = await room.link('gpu1', never).then(
    () => assert.fail('connected'),
    (reason: unknown) => reason,
  );
  const problem = problemOf(error);
  assert.ok(problem, String(error));
  return problem;
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.resume();
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** What is let through before the server falls silent, and what the card says it was doing. */
const stages: Record<string, [passes: (message: number) => boolean, what: RegExp]> = {
  'before its list of methods': [() => false, /while agreeing on the encryption/],
  'before its half of the exchange': [
    (message) => message === MESSAGE.kexinit,
    /while agreeing on the encryption/,
  ],
  'before it takes the keys': [(message) => message !== MESSAGE.newkeys, /while /],
};

for (const [stage, [passes, what]] of Object.entries(stages)) {
  test(`a server that stalls ${stage}`, async () => {
    const middle = await manInTheMiddle(lab.server('gpu1').port, (packet, message) =>
      passes(message) ? packet : null,
    );
    closers.push(() => middle.close());
    const problem = await card(fresh(middle.port).room);
    assert.equal(problem.tag, 'connections/handshake-timeout');
    assert.match(problem.what, what);
  });
}

test('a server that stalls at every point after the keys are taken', async () => {
  const { proxy } = lab.server('gpu1');
  // Bytes that an undisturbed sign-in brings to us.
  const undisturbed = fresh(lab.server('gpu1').port);
  await undisturbed.room.link('gpu1', never);
  const { toClient } = proxy.bytes;
  await undisturbed.room.close();
  const seen = new Set<string>();
  for (let at = 1; at < 8; at++) {
    const middle = await stallAfter(Math.floor((toClient * at) / 8));
    const problem = await card(fresh(middle.port).room);
    seen.add(problem.tag);
    assert.match(problem.tag, /^connections\/(handshake-timeout|silent)$/, `${at}/8`);
    assert.ok(problem.next.length > 0);
  }
  assert.ok(seen.has('connections/handshake-timeout'));
});

async function stallAfter(bytes: number) {
  let passed = 0;
  const { connect } = await import('node:net');
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(lab.server('gpu1').port, '127.0.0.1');
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('close', () => upstream.destroy());
    client.pipe(upstream);
    upstream.on('data', (data: Buffer) => {
      const room = Math.max(0, bytes - passed);
      passed += data.length;
      if (room > 0) client.write(data.subarray(0, room));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

const mebibyte = 1024 * 1024;
const chatter: Record<string, [act: (socket: Socket) => void, tag: RegExp]> = {
  'a line of 1 MB before it names itself': [
    (socket) => void socket.write(`${'x'.repeat(mebibyte)}\r\nSSH-2.0-x\r\n`),
    /not-ssh|handshake/,
  ],
  'a name of 1 MB': [
    (socket) => void socket.write(`SSH-2.0-${'x'.repeat(mebibyte)}\r\n`),
    /handshake|not-ssh/,
  ],
  '1 MB of lines before it names itself': [
    (socket) => void socket.write('hello \x1b[31mthere\r\n'.repeat(mebibyte / 20)),
    /not-ssh|handshake/,
  ],
  'lines without end': [
    (socket) => {
      const pour = () => {
        while (!socket.destroyed && socket.write('welcome to the machine\r\n'.repeat(1000)));
      };
      socket.on('drain', pour);
      pour();
    },
    /not-ssh|handshake/,
  ],
  'a line at a time, for ever': [
    (socket) => {
      const drip = setInterval(() => socket.write('wait\r\n'), 50);
      socket.on('close', () => clearInterval(drip));
    },
    /not-ssh|silent|handshake-timeout/,
  ],
  'a packet of 4 GB': [
    (socket) =>
      void socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(64, 0xff)])),
    /handshake/,
  ],
  'a list of methods that never ends': [
    (socket) => {
      const list = Buffer.alloc(1 + 16 + 4, 0xff);
      list[0] = MESSAGE.kexinit;
      socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), plainPacket(list)]));
    },
    /handshake/,
  ],
  'ignored messages without end': [
    (socket) => {
      const piece = Buffer.concat(Array(500).fill(plainPacket(Buffer.of(2, 0, 0, 0, 0))));
      socket.write('SSH-2.0-x\r\n');
      const pour = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', pour);
      pour();
    },
    /handshake/,
  ],
};

for (const [what, [act, tag]] of Object.entries(chatter)) {
  test(`a server with ${what}`, async () => {
    const port = await listen(act);
    const before = process.memoryUsage();
    const problem = await card(fresh(port).room);
    assert.match(problem.tag, tag, problem.detail);
    const told = `${problem.what} ${problem.why ?? ''} ${problem.detail ?? ''}`;
    assert.doesNotMatch(told, /[\x00-\x1f]/);
    assert.ok(told.length < 1500, `${told.length} characters`);
    const { rss } = process.memoryUsage();
    assert.ok(rss - before.rss < 150 * mebibyte, `${rss - before.rss} bytes more`);
  });
}

test('a sign-in banner with escape codes is shown nowhere but in the log, bounded', async () => {
  const banner = join(lab.dir, 'banner');
  writeFileSync(banner, `\x1b]0;owned\x07\x1b[31mWelcome\x07 ${'x'.repeat(30_000)}`);
  const wordy = await lab.addServer({ name: 'wordy', sshdConfig: [`Banner ${banner}`] });
  const { host, room } = fresh(wordy.port, wordy.login);
  assert.ok((await room.link('gpu1', never)).alive);
  const entry = host.entries.find(({ text }) => text === 'sign-in banner');
  const text = String(entry?.data?.['text']);
  assert.ok(text.startsWith('Welcome ') && text.length < 2100, text.slice(0, 60));
});

test('a sign-in banner beyond what a packet may hold is refused, and it is not the server that closed', async () => {
  const banner = join(lab.dir, 'huge-banner');
  // sshd sends a packet as large as the file; the protocol asks for no more than 35 000 bytes.
  writeFileSync(banner, 'x'.repeat(200_000));
  const wordy = await lab.addServer({ name: 'huge', sshdConfig: [`Banner ${banner}`] });
  const problem = await card(fresh(wordy.port, wordy.login).room);
  assert.equal(problem.tag, 'connections/protocol');
  assert.match(problem.detail ?? '', /packet/i);
});

test('prompts with escape codes, overlong, reach a person as plain lines', async () => {
  const { private: hostKey } = soundKeyPair();
  const nasty = '\x1b]0;owned\x07\x1b[2J\x9b31mPass\u202eword\r\n\x00: ';
  const prompts = Array.from({ length: 5 }, () => ({ prompt: nasty + 'x'.repeat(5000) }));
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => client.end());
    client.on('authentication', (attempt) => {
      if (attempt.method !== 'keyboard-interactive') {
        attempt.reject(['keyboard-interactive']);
        return;
      }
      // Packets of more than 35 000 bytes are refused as such: five of these fit.
      attempt.prompt(prompts, nasty, `${nasty}\nsecond`, () => attempt.reject([]));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { host, room } = fresh((server.address() as AddressInfo).port);
  await card(room);
  const asked = host.asked.find((question) => question.kind === 'keyboard-interactive');
  assert.ok(asked?.kind === 'keyboard-interactive');
  const texts = [
    asked.name,
    ...asked.instructions.split('\n'),
    ...asked.prompts.map((p) => p.prompt),
  ];
  assert.equal(asked.prompts.length, 5);
  for (const text of texts) {
    assert.doesNotMatch(text, /[\p{Cc}\u202e]/u);
    assert.ok(text.length <= 301, `${text.length}`);
  }
  assert.match(texts[0] ?? '', /Password/);
});
