import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGone, type NetworkChange, NetworkWatch } from './network-watch';

function watched() {
  let now = 0;
  let addresses = ['10.0.0.2'];
  const told: NetworkChange[] = [];
  const watch = new NetworkWatch({
    everyMs: 1_000_000,
    now: () => now,
    addresses: () => new Set(addresses),
  });
  const stop = watch.follow((change) => told.push(change));
  const look = (ms = 1_000_000) => {
    now += ms;
    watch.look();
  };
  const move = (...to: string[]) => {
    addresses = to;
  };
  return { told, look, move, stop };
}

test('a changed address, an address more or less, and nothing when all is as it was', () => {
  const { told, look, move, stop } = watched();
  look();
  assert.equal(told.length, 0);
  move('10.0.0.2', '10.8.0.1');
  look();
  look();
  assert.equal(told.length, 1);
  assert.equal(told[0]?.woke, false);
  move();
  look();
  assert.equal(told.length, 2);
  stop();
});

test('a look that comes far too late: the computer slept', () => {
  const { told, look, stop } = watched();
  look(1_005_000);
  assert.equal(told.length, 0);
  look(9_000_000);
  assert.deepEqual(
    told.map(({ woke }) => woke),
    [true],
  );
  stop();
});

test('a connection from an address that is gone cannot be answered', () => {
  const now = new Set(['10.0.0.2', 'fe80::1']);
  assert.equal(isGone('10.0.0.2', now), false);
  assert.equal(isGone('::ffff:10.0.0.2', now), false);
  assert.equal(isGone('fe80::1%eth0', now), false);
  assert.equal(isGone('10.0.0.3', now), true);
  assert.equal(isGone('127.0.0.1', new Set()), false);
  assert.equal(isGone(undefined, new Set()), false);
});
