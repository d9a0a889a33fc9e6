import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldInput, mostHeldBytes } from './held-input';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (pieces: Uint8Array[]) =>
  pieces.map((piece) => new TextDecoder().decode(piece)).join('');

test('what is typed early comes out once and in order', () => {
  const held = new HeldInput();
  assert.equal(held.hold(bytes('ls ')), true);
  assert.equal(held.hold(bytes('-l\r')), true);
  assert.equal(text(held.take()), 'ls -l\r');
  assert.deepEqual(held.take(), []);
});

test('a piece that does not fit is refused as a whole, and room comes back', () => {
  const held = new HeldInput();
  assert.equal(held.hold(new Uint8Array(mostHeldBytes - 1)), true);
  assert.equal(held.hold(bytes('ab')), false);
  assert.equal(held.hold(bytes('c')), true);
  assert.equal(held.take().length, 2);
  assert.equal(held.hold(bytes('ab')), true);
});
