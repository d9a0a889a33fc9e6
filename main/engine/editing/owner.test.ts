import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modeFor } from './owner';

const me = { uid: 1, gid: 1 };

test('the bits of a saved file open it to nobody new', () => {
  assert.equal(modeFor(0o6775, me, me), 0o6775);
  assert.equal(modeFor(0o6775, { uid: 2, gid: 1 }, me), 0o2775);
  // Another group than before gets what everybody else had.
  assert.equal(modeFor(0o2660, { uid: 1, gid: 2 }, me), 0o600);
  assert.equal(modeFor(0o664, { uid: 1, gid: 2 }, me), 0o644);
  assert.equal(modeFor(0o4757, { uid: 2, gid: 2 }, me), 0o777);
});
