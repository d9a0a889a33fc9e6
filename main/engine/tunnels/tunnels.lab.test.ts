/** Port forwards through real sshd servers: bytes, half-close, loss of the link, limits. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { type LabRoom, labRoom } from '../../../e2e/lab/room';
import { tunnels as contract, type TunnelEntry } from '../../../preload/contract/tunnels';
import { problemOf } from '../kit/outcome';
import { createTunnels, type Tunnels } from './index';

const never = new AbortController().signal;

let lab: Lab;
let server: LabServer;
let room: LabRoom;
let tunnels: Tunnels;
let echo: Server;
const echoed = new Set<Socket>();
let echoPort = 0;

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1' },
      { name: 'closed', user: 'bob', sshdConfig: ['AllowTcpForwarding no'] },
    ],
  });
  server = lab.server('gpu1');
  room = labRoom(lab);
  tunnels = createTunnels(room);
  // Answers when the question has ended: that needs half-close all the way.
  echo = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    echoed.add(socket);
    socket.on('close', () => echoed.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  echoPort = (echo.address() as { port: number }).port;
});
after(async () => {
  await tunnels.dispose();
  await room.stop();
  for (const socket of echoed) socket.destroy();
  echo.close();
  await lab.stop();
});

function open(port = echoPort, name = 'gpu1', localPort = 0): Promise<TunnelEntry> {
  const target = { kind: 'tcp' as const, host: '127.0.0.1', port };
  return tunnels.open({ server: name, target, localPort }, never);
}

function dial(entry: TunnelEntry): Socket {
  const socket = connect({
    host: '127.0.0.1',
    port: entry.localPort ?? 0,
    allowHalfOpen: true,
    noDelay: true,
  });
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Sends, ends, and gives what came back; undefined when the connection was cut. */
function ask(entry: TunnelEntry, bytes: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = dial(entry);
    const chunks: Buffer[] = [];
    let ended = false;
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => {
      ended = true;
    });
    socket.on('close', () => resolve(ended ? Buffer.concat(chunks) : undefined));
    socket.end(bytes);
  });
}

function entryOf(id: string): TunnelEntry | undefined {
  return tunnels.list.value.find((entry) => entry.id === id);
}

/** Waits for an entry to become what we wait for. */
async function became(id: string, wanted: (entry: TunnelEntry) => boolean): Promise<TunnelEntry> {
  const stop = new AbortController();
  let found: TunnelEntry | undefined;
  await tunnels.list.followUntil(stop.signal, (entries) => {
    const entry = entries.find((it) => it.id === id);
    if (!entry || !wanted(entry)) return;
    found = entry;
    stop.abort();
  });
  // The value of this moment may have been it before the signal was looked at.
  return found ?? assert.fail('not seen');
}

test('bytes go both ways, a direction ends by itself, and the entry says so', async () => {
  const entry = await open();
  contract.list.event.parse(tunnels.list.value);
  assert.equal(entry.state.kind, 'open');
  assert.equal(entry.remote, `127.0.0.1:${echoPort}`);
  const bytes = randomBytes(3 << 20);
  const [one, other] = await Promise.all([ask(entry, bytes), ask(entry, Buffer.from('hi'))]);
  assert.ok(one?.equals(bytes));
  assert.equal(other?.toString(), 'hi');
  await became(entry.id, (it) => it.openConnections === 0);
  await tunnels.close(entry.id);
  assert.equal(entryOf(entry.id), undefined);
});

test('the local port is bound on 127.0.0.1 alone and given back at the end', async () => {
  const entry = await open();
  const port = entry.localPort ?? 0;
  const elsewhere = createServer();
  // Another loopback address of the same port is free: nothing listens on all addresses.
  elsewhere.listen(port, '127.0.0.2');
  await once(elsewhere, 'listening');
  elsewhere.close();
  const idle = dial(entry);
  await once(idle, 'connect');
  await became(entry.id, (it) => it.openConnections === 1);
  const cut = new Promise((resolve) => idle.once('close', resolve));
  await tunnels.close(entry.id);
  await cut;
  const again = createServer();
  again.listen(port, '127.0.0.1');
  await once(again, 'listening');
  again.close();
});

test('the same destination is the same tunnel; another local port is another', async () => {
  const [one, same] = await Promise.all([open(), open()]);
  assert.equal(one.id, same.id);
  assert.equal((await open()).id, one.id);
  await tunnels.close(one.id);
  const later = await open();
  assert.equal(later.localPort, one.localPort, 'cookies and bookmarks go on to fit');
  await tunnels.close(later.id);
});

test('a taken local port is told before anything is opened', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  await assert.rejects(open(echoPort, 'gpu1', port), (error) => {
    assert.equal(problemOf(error)?.tag, 'tunnels/port-taken');
    return true;
  });
  taken.close();
  assert.deepEqual(tunnels.list.value, []);
});

test('nobody behind it: the client is reset, the entry says why, and later it works', async () => {
  const late = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  late.listen(0, '127.0.0.1');
  await once(late, 'listening');
  const { port } = late.address() as { port: number };
  await new Promise((resolve) => late.close(resolve));
  const entry = await open(port);
  assert.equal(await ask(entry, Buffer.from('hi')), undefined);
  const refused = await became(entry.id, (it) => it.refused !== undefined);
  assert.equal(refused.refused?.tag, 'connections/forward-refused');
  late.listen(port, '127.0.0.1');
  await once(late, 'listening');
  assert.equal((await ask(entry, Buffer.from('hi')))?.toString(), 'hi');
  assert.equal(entryOf(entry.id)?.refused, undefined);
  late.close();
  await tunnels.close(entry.id);
});

test('a server that forbids forwarding is told apart', async () => {
  const entry = await open(echoPort, 'closed');
  assert.equal(await ask(entry, Buffer.from('hi')), undefined);
  const refused = await became(entry.id, (it) => it.refused !== undefined);
  assert.equal(refused.refused?.tag, 'connections/forward-prohibited');
  await tunnels.close(entry.id);
});

test('the port outlives the link and works again with it', async () => {
  const entry = await open();
  const held = dial(entry);
  await once(held, 'connect');
  held.write('x');
  await once(held, 'data');
  const cut = new Promise((resolve) => held.once('close', resolve));
  server.proxy.cut('reset');
  await cut;
  const waiting = await became(entry.id, (it) => it.state.kind === 'waiting');
  assert.equal(waiting.state.kind === 'waiting' && waiting.state.problem.tag, 'connections/lost');
  assert.equal(waiting.localPort, entry.localPort);
  assert.equal((await ask(entry, Buffer.from('back')))?.toString(), 'back');
  assert.equal(entryOf(entry.id)?.state.kind, 'open');
  await tunnels.close(entry.id);
});

test('it also comes back when somebody else connects', async () => {
  const entry = await open();
  server.proxy.cut('reset');
  await became(entry.id, (it) => it.state.kind === 'waiting');
  await room.connections.link('gpu1', never);
  await became(entry.id, (it) => it.state.kind === 'open');
  await tunnels.close(entry.id);
});

test('closing the connection to the server closes its tunnels', async () => {
  const entry = await open();
  await room.connections.disconnect('gpu1');
  while (entryOf(entry.id)) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(await ask(entry, Buffer.from('hi')), undefined);
  assert.equal(room.connections.current('gpu1'), undefined, 'no connection came back');
});

test('cancelled: before, nothing is bound; in the middle, nothing stays', async () => {
  const target = { kind: 'tcp' as const, host: '127.0.0.1', port: echoPort };
  const request = { server: 'gpu1', target, localPort: 0 };
  await assert.rejects(
    tunnels.open(request, AbortSignal.abort()),
    (error) => problemOf(error)?.tag === 'kit/cancelled',
  );
  await room.connections.disconnect('gpu1');
  server.proxy.stall();
  const stop = new AbortController();
  const opening = tunnels.open(request, stop.signal);
  const unfollow = tunnels.list.follow((entries) => {
    if (entries.some((it) => it.localPort !== null)) stop.abort();
  });
  await assert.rejects(opening, (error) => problemOf(error)?.tag === 'kit/cancelled');
  unfollow();
  server.proxy.resume();
  assert.deepEqual(tunnels.list.value, []);
});

test('one byte goes round without waiting for others', async (t) => {
  const entry = await open();
  const socket = dial(entry);
  await once(socket, 'connect');
  const times: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const started = performance.now();
    socket.write('x');
    await once(socket, 'data');
    times.push(performance.now() - started);
  }
  socket.destroy();
  times.sort((a, b) => a - b);
  const median = times[100] ?? 0;
  t.diagnostic(`round trip of one byte through a tunnel: ${Math.round(median * 1000)} µs (median)`);
  // Nagle and delayed acknowledgements cost 40 ms each way; a busy machine does not come near.
  assert.ok(median < 20, `${median} ms`);
  await tunnels.close(entry.id);
});
