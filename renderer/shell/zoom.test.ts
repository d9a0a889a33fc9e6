import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextZoom } from './zoom';

test('zoom goes in steps, from between them too, and ends at the ends', () => {
  assert.equal(nextZoom(100, 1), 110);
  assert.equal(nextZoom(100, -1), 90);
  assert.equal(nextZoom(120, 1), 125);
  assert.equal(nextZoom(120, -1), 110);
  assert.equal(nextZoom(300, 1), 300);
  assert.equal(nextZoom(50, -1), 50);
  assert.equal(nextZoom(175, 0), 100);
});
