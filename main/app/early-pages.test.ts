import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { IpcMain } from 'electron';
import { holdKnocks } from './early-pages';

test('knocks wait in their order, and later ones are for the door', async () => {
  const ipc = new EventEmitter();
  const knocks = holdKnocks(ipc as unknown as IpcMain);
  ipc.emit('labmate:connect', { frameId: 1 });
  await knocks.first;
  ipc.emit('labmate:connect', { frameId: 2 });
  assert.deepEqual(
    knocks.take().map(({ frameId }) => frameId),
    [1, 2],
  );
  ipc.emit('labmate:connect', { frameId: 3 });
  assert.deepEqual(knocks.take(), []);
  assert.equal(ipc.listenerCount('labmate:connect'), 0);
});

test('a flood of knocks is not kept', () => {
  const ipc = new EventEmitter();
  const knocks = holdKnocks(ipc as unknown as IpcMain);
  for (let n = 0; n < 1000; n += 1) ipc.emit('labmate:connect', { frameId: n });
  assert.ok(knocks.take().length < 100);
});
