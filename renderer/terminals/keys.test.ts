import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copiesSelection, isPasteKey, leavesTerminal } from './keys';

const key = (name: string, held: string[] = []) => ({
  key: name,
  ctrlKey: held.includes('ctrl'),
  shiftKey: held.includes('shift'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
});

test('Ctrl+C copies only while something is selected, else it interrupts', () => {
  assert.equal(copiesSelection(key('c', ['ctrl']), true, false), true);
  assert.equal(copiesSelection(key('c', ['ctrl']), false, false), false);
  assert.equal(copiesSelection(key('C', ['ctrl', 'shift']), false, false), true);
  assert.equal(copiesSelection(key('c'), true, false), false);
  assert.equal(copiesSelection(key('c', ['ctrl']), true, true), false);
  assert.equal(copiesSelection(key('c', ['meta']), true, true), true);
});

test('Ctrl+V stays with the shell, Ctrl+Shift+V and Shift+Insert paste', () => {
  assert.equal(isPasteKey(key('v', ['ctrl']), false), false);
  assert.equal(isPasteKey(key('V', ['ctrl', 'shift']), false), true);
  assert.equal(isPasteKey(key('Insert', ['shift']), false), true);
  assert.equal(isPasteKey(key('Insert'), false), false);
  assert.equal(isPasteKey(key('v', ['meta']), true), true);
});

test('one key leaves the terminal, and Tab stays the shell’s', () => {
  assert.equal(leavesTerminal(key('Tab', ['ctrl', 'shift'])), true);
  assert.equal(leavesTerminal(key('Tab')), false);
  assert.equal(leavesTerminal(key('Tab', ['shift'])), false);
});
