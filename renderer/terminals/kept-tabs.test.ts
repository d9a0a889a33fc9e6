import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle, splitTab } from './arrangement';
import { keptText, readKept } from './kept-tabs';

const nothing = { tabs: {}, active: {} };

test('tabs are read back as they were kept', () => {
  const [first, second] = splitTab(settle([], ['a', 'b', 'c']), 'a', 'c', 'down');
  assert.ok(first && second);
  const kept = {
    tabs: { gpu1: [second, { ...first, name: 'training', share: 0.3, focused: 'a' }] },
    active: { gpu1: 'a' },
  };
  assert.deepEqual(readKept(keptText(kept)), kept);
});

test('what makes no sense is left out', () => {
  for (const text of [null, '', '{', 'null', '[]', '7', '{"tabs":[],"active":3}'])
    assert.deepEqual(readKept(text), nothing, String(text));
  const one = { key: 'a', number: 1, name: null, sides: ['a'], focused: 'a', direction: 'right' };
  const read = (...tabs: unknown[]) =>
    readKept(JSON.stringify({ tabs: { gpu1: tabs } })).tabs['gpu1'];
  const good = { ...one, share: 0.5 };
  assert.deepEqual(read(one, { ...one, key: 'again' }), [good], 'a terminal stands in one tab');
  assert.deepEqual(read({ ...one, focused: 'b', share: 'wide', direction: 'up' }), [good]);
  assert.deepEqual(read({ ...one, share: 9 }), [{ ...one, share: 0.85 }]);
  const bad = [
    { sides: [] },
    { sides: ['a', 'b', 'c'] },
    { sides: 'a' },
    { key: 1 },
    { number: 0 },
  ];
  for (const part of bad) assert.deepEqual(read({ ...one, ...part }), [], JSON.stringify(part));
});
