import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileKeyAction, moveTarget } from './keys';

const key = (name: string, held: string[] = []) => ({
  key: name,
  ctrlKey: held.includes('ctrl'),
  metaKey: false,
  altKey: held.includes('alt'),
});

test('keys act on rows, and controls inside a row keep their own', () => {
  assert.deepEqual(fileKeyAction(key('Enter'), false), { kind: 'open' });
  assert.equal(fileKeyAction(key('Enter'), true), null);
  assert.equal(fileKeyAction(key(' '), true), null);
  assert.deepEqual(fileKeyAction(key('a', ['ctrl']), false), { kind: 'all' });
  assert.equal(fileKeyAction(key('a'), false), null);
  assert.equal(fileKeyAction(key('Delete', ['ctrl']), false), null);
  assert.equal(fileKeyAction(key('constructor'), false)?.kind, undefined);
});

test('a move stays inside the list', () => {
  assert.equal(moveTarget(1, 4, 5), 4);
  assert.equal(moveTarget(-15, 4, 50), 0);
  assert.equal(moveTarget('end', 0, 7), 6);
  assert.equal(moveTarget('start', 3, 7), 0);
});
