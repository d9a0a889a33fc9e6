/** Two real TCP connections joined in the middle: ends, errors and back-pressure pass through. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { joinStreams } from './join-streams';
import { listenOn, portOf } from './listen';

const servers: Server[] = [];
const waiting: ((socket: Socket) => void)[] = [];
let port = 0;

before(async () => {
  const server = await listenOn(0, (socket) => waiting.shift()?.(socket));
  servers.push(server);
  port = portOf(server);
});
after(() => {
  for (const server of servers) server.close();
});

/** Both ends of a TCP connection. */
async function pair(): Promise<[outer: Socket, inner: Socket]> {
  const accepted = new Promise<Socket>((resolve) => waiting.push(resolve));
  const outer = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  return [outer, await accepted];
}

/** All that comes until the end; unlike stream/consumers it leaves the other direction open. */
async function buffer(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.resume();
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

/** Unlike `once` of node:events, an error is no failure. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function joined() {
  const [left, a] = await pair();
  const [right, b] = await pair();
  const done = joinStreams(a, b);
  return { left, right, done };
}

test('one side ends first and still hears the answer, in either direction', async () => {
  for (const flip of [false, true]) {
    const { left, right, done } = await joined();
    const [asker, answerer] = flip ? [right, left] : [left, right];
    asker.end('question');
    assert.equal((await buffer(answerer)).toString(), 'question');
    answerer.end('answer');
    assert.equal((await buffer(asker)).toString(), 'answer');
    await done;
  }
});

test('a reset of one side closes the other', async () => {
  for (const flip of [false, true]) {
    const { left, right, done } = await joined();
    const [one, other] = flip ? [right, left] : [left, right];
    other.on('error', () => other.destroy());
    other.resume();
    const closed = closing(other);
    one.resetAndDestroy();
    await closed;
    await done;
  }
});

test('bytes arrive whole and a slow reader slows the writer', async () => {
  const { left, right, done } = await joined();
  const bytes = randomBytes(32 << 20);
  right.pause();
  left.end(bytes);
  // The sockets take what their buffers hold; the rest waits at the writer.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(left.writableLength > 8 << 20, `${left.writableLength} bytes wait`);
  assert.ok(Buffer.compare(await buffer(right), bytes) === 0);
  right.end();
  left.resume();
  await done;
});

test('a side that is gone before the joining closes the other', async () => {
  const [left, a] = await pair();
  const [right, b] = await pair();
  b.destroy();
  await once(b, 'close');
  const done = joinStreams(a, b);
  left.on('error', () => left.destroy());
  right.on('error', () => right.destroy());
  left.resume();
  await Promise.all([done, closing(left)]);
  right.destroy();
});

test('a taken port is a problem in plain words', async () => {
  await assert.rejects(
    listenOn(port, () => {}),
    (error: { problem?: { tag: string; what: string } }) => {
      assert.equal(error.problem?.tag, 'tunnels/port-taken');
      assert.match(error.problem?.what ?? '', new RegExp(`Port ${port} `));
      return true;
    },
  );
});
