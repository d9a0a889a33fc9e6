import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flood, floodBytes, slotMs } from './flood';

test('much within two slots is a flood; a moment later it is over', () => {
  const flood = new Flood();
  flood.add(floodBytes / 2, 10 * slotMs);
  assert.equal(flood.runs(10 * slotMs), false);
  flood.add(floodBytes / 2, 11 * slotMs);
  assert.equal(flood.runs(11 * slotMs), true);
  assert.equal(flood.runs(12 * slotMs), false, 'half of it is too long ago');
});

test('what came before a rest counts no more', () => {
  const flood = new Flood();
  flood.add(floodBytes, 10 * slotMs);
  assert.equal(flood.runs(11 * slotMs), true);
  assert.equal(flood.runs(12 * slotMs), false);
  flood.add(floodBytes - 1, 20 * slotMs);
  assert.equal(flood.runs(20 * slotMs), false);
});
