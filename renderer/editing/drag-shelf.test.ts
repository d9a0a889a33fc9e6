import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DragShelf } from './drag-shelf';

test('what was fetched is handed over once, and not when it is too old', () => {
  let now = 0;
  const shelf = new DragShelf(() => now);
  assert.ok(shelf.begin('a'));
  assert.ok(!shelf.begin('a'));
  assert.equal(shelf.take('a'), undefined);
  shelf.end('a', ['grant']);
  assert.deepEqual(shelf.take('a'), ['grant']);
  assert.equal(shelf.take('a'), undefined);
  assert.ok(shelf.begin('a'));
  shelf.end('a', ['grant']);
  now = 10 * 60_000;
  assert.equal(shelf.take('a'), undefined);
});

test('what could not be fetched can be tried again', () => {
  const shelf = new DragShelf();
  shelf.begin('a');
  shelf.end('a', undefined);
  assert.equal(shelf.take('a'), undefined);
  assert.ok(shelf.begin('a'));
});
