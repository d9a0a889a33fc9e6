import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowHeight, windowRows } from './window-rows';

test('a short list is drawn whole', () => {
  assert.deepEqual(windowRows(500, 900, 300), { first: 0, end: 500, padTop: 0, padBottom: 0 });
});

test('a long list draws what is seen, and its height stays', () => {
  const count = 20_000;
  for (const scrollTop of [0, 5_000, count * rowHeight - 300, count * rowHeight * 2]) {
    const { first, end, padTop, padBottom } = windowRows(count, scrollTop, 300);
    assert.ok(end - first < 60, `${end - first} rows at ${scrollTop}`);
    assert.equal(padTop + (end - first) * rowHeight + padBottom, count * rowHeight);
  }
});
