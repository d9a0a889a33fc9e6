import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitOf, noWish, octalOf, turned, wishOf } from './permissions';

test('several entries that differ are mixed until one decides', () => {
  const modes = [0o640, 0o600];
  assert.equal(bitOf(modes, noWish, 0o040), 'mixed');
  assert.equal(octalOf(modes, noWish), '6–0');
  const on = turned(modes, noWish, 0o040);
  assert.deepEqual(on, { set: 0o040, clear: 0 });
  assert.equal(octalOf(modes, on), '640');
  const off = turned(modes, on, 0o040);
  assert.deepEqual(off, { set: 0, clear: 0o040 });
  assert.equal(octalOf(modes, off), '600');
});

test('three digits say every bit, anything else nothing', () => {
  assert.deepEqual(wishOf('750'), { set: 0o750, clear: 0o027 });
  for (const text of ['', '75', '0750', '789', '7 0']) assert.equal(wishOf(text), null);
});
