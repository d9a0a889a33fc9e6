/** Gathering writes: one system call a turn, and never later than the end of the turn. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { corkWrites } from './cork-writes';

/** Notes how many chunks leave together. */
class Transport extends Duplex {
  readonly left: string[][] = [];
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.left.push([chunk.toString()]);
    done();
  }
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.left.push(chunks.map(({ chunk }) => chunk.toString()));
    done();
  }
}

const turnEnds = () => new Promise<void>((resolve) => process.nextTick(resolve));

test('what is written in one turn leaves together, at the end of that turn', async () => {
  const transport = new Transport();
  corkWrites(transport);
  for (const piece of ['length', 'content', 'tag']) transport.write(Buffer.from(piece));
  assert.deepEqual(transport.left, []);
  await turnEnds();
  assert.deepEqual(transport.left, [['length', 'content', 'tag']]);
  transport.write(Buffer.from('alone'));
  await turnEnds();
  assert.deepEqual(transport.left.slice(1), [['alone']]);
});

test('writes of promises that settle in the same turn do not wait for another event', async () => {
  const transport = new Transport();
  corkWrites(transport);
  transport.write(Buffer.from('first'));
  void Promise.resolve().then(() => transport.write(Buffer.from('second')));
  await new Promise<void>((resolve) => {
    // Before any timer, socket or immediate runs.
    setImmediate(resolve);
  });
  assert.deepEqual(transport.left.flat(), ['first', 'second']);
});

test('an end, and a destroyed transport, in the same turn', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [peer] = await accepted;
  corkWrites(client);
  client.write(Buffer.from('good'));
  client.write(Buffer.from('bye'));
  client.end();
  assert.equal(Buffer.concat(await peer.toArray()).toString(), 'goodbye');
  const gone = new Transport();
  corkWrites(gone);
  gone.write(Buffer.from('never mind'));
  gone.destroy();
  await once(gone, 'close');
  await turnEnds();
  peer.destroy();
  client.destroy();
  server.close();
  await once(server, 'close');
});
