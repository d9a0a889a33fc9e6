import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileKeyAction, moveTarget } from './keys';

const key = (name: string, held: string[] = []) => ({
  key: name,
  ctrlKey: held.includes('ctrl'),
  metaKey: false,
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

test('keys act on rows, and controls inside a row keep their own', () => {
  assert.deepEqual(fileKeyAction(key('Enter'), false), { kind: 'open' });
  assert.equal(fileKeyAction(key('Enter'), true), null);
  assert.equal(fileKeyAction(key(' '), true), null);
  assert.deepEqual(fileKeyAction(key('a', ['ctrl']), false), { kind: 'all' });
  assert.deepEqual(fileKeyAction(key('a'), false), { kind: 'type', letter: 'a' });
  assert.equal(fileKeyAction(key('a', ['alt']), false), null);
  assert.equal(fileKeyAction(key('Delete', ['ctrl']), false), null);
  assert.equal(fileKeyAction(key('constructor'), false)?.kind, undefined);
  assert.deepEqual(fileKeyAction(key('F10', ['shift']), false), { kind: 'menu' });
});

test('Shift extends a move, and a space belongs to a name that is being typed', () => {
  assert.deepEqual(fileKeyAction(key('ArrowDown', ['shift']), false), {
    ...{ kind: 'move', to: 1, extend: true },
  });
  assert.deepEqual(fileKeyAction(key(' '), false), { kind: 'preview' });
  assert.deepEqual(fileKeyAction(key(' ', ['shift']), false), { kind: 'toggle' });
  assert.deepEqual(fileKeyAction(key(' '), false, true), { kind: 'type', letter: ' ' });
});

test('a move stays inside the list', () => {
  assert.equal(moveTarget(1, 4, 5), 4);
  assert.equal(moveTarget(-15, 4, 50), 0);
  assert.equal(moveTarget('end', 0, 7), 6);
  assert.equal(moveTarget('start', 3, 7), 0);
});
