import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createDoor, type Door } from './door';

describe('the door of a demo server', { timeout: 20_000 }, () => {
  const listener = createServer();
  const ours: Socket[] = [];
  before(async () => {
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
  });
  after(() => {
    for (const socket of ours) socket.destroy();
    listener.close();
  });

  const knock = async (door: Door) => {
    const visitor = connect((listener.address() as AddressInfo).port, '127.0.0.1');
    visitor.on('error', () => {});
    ours.push(visitor);
    const [socket] = (await once(listener, 'connection')) as [Socket];
    socket.on('error', () => {});
    return { socket, admitted: door.admit(socket), port: socket.remotePort ?? 0 };
  };

  test('the oldest stranger goes when another comes, whoever signed in stays', async () => {
    const door = createDoor(2, 60_000);
    const friend = await knock(door);
    door.known(friend.port);
    const stranger = await knock(door);
    const next = await knock(door);
    assert.deepEqual(
      [friend, stranger, next].map(({ socket }) => socket.destroyed),
      [false, true, false],
    );
    door.known(next.port);
    const tooMany = await knock(door);
    assert.ok(!tooMany.admitted && tooMany.socket.destroyed);
    friend.socket.destroy();
    await once(friend.socket, 'close');
    assert.ok((await knock(door)).admitted);
    door.closeAll();
    assert.ok(next.socket.destroyed);
  });

  test('a stranger who waits too long goes, also when nobody else comes', async () => {
    const door = createDoor(2, 10);
    const stranger = await knock(door);
    const friend = await knock(door);
    door.known(friend.port);
    await once(stranger.socket, 'close');
    assert.ok(!friend.socket.destroyed);
    door.closeAll();
  });
});
