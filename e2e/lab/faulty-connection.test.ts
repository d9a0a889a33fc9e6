/** Regression: a connection that is cut just while it ends must still be over. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { FaultyConnection } from './faulty-connection';

test('a cut in the middle of an orderly end still ends the connection', async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [client] = (await once(server, 'connection')) as [Socket];
  const [readable, writable] = [new PassThrough(), new PassThrough()];
  let isGone = false;
  const upstream = { readable, writable, kill: () => undefined, gone: Promise.resolve() };
  const connection = new FaultyConnection(client, upstream, () => {
    isGone = true;
  });
  // libuv refuses to reset a socket whose shutdown is under way, and Node then never closes it.
  readable.on('end', () => connection.cut('reset'));
  readable.end();
  const watchdog = setTimeout(() => client.emit('watchdog'), 5000);
  await Promise.race([connection.gone, once(client, 'watchdog')]);
  clearTimeout(watchdog);
  peer.destroy();
  server.close();
  assert.ok(isGone);
});
