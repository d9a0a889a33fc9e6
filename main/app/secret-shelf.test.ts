import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecretShelf, HAND_OVER_MS } from './secret-shelf';

test('what is handed over serves for a while only; what is kept stays', () => {
  let now = 1000;
  const shelf = createSecretShelf(() => now);
  shelf.keep('password:kept', 'a');
  shelf.handOver('password:typed', 'b');
  now += HAND_OVER_MS - 1;
  assert.equal(shelf.get('password:typed'), 'b');
  now += 1;
  assert.equal(shelf.get('password:typed'), undefined);
  assert.equal(shelf.get('password:kept'), 'a');
});

test('a hand-over does not shorten what is kept, and both can be forgotten', () => {
  let now = 1000;
  const shelf = createSecretShelf(() => now);
  shelf.keep('p', 'a');
  shelf.handOver('p', 'a');
  now += HAND_OVER_MS * 2;
  assert.equal(shelf.get('p'), 'a');
  shelf.handOver('p', null);
  assert.equal(shelf.get('p'), 'a', 'what is kept is not ended with a hand-over');
  shelf.handOver('r', 'c');
  shelf.handOver('r', null);
  assert.equal(shelf.get('r'), undefined);
  shelf.forget('p');
  shelf.handOver('q', 'b');
  shelf.forget('q');
  assert.deepEqual([shelf.get('p'), shelf.get('q')], [undefined, undefined]);
});
