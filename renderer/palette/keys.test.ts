import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsKeys, holdsIn, type KeyPress, keysWords } from './keys';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
});

test('mod is Ctrl, and Cmd on a Mac', () => {
  assert.ok(fitsKeys('mod+K', press('k', { ctrlKey: true }), false));
  assert.ok(!fitsKeys('mod+K', press('k', { metaKey: true }), false));
  assert.ok(fitsKeys('mod+K', press('k', { metaKey: true }), true));
  assert.ok(!fitsKeys('mod+K', press('k', { ctrlKey: true }), true));
  assert.ok(!fitsKeys('mod+K', press('K', { ctrlKey: true, shiftKey: true }), false));
  assert.ok(fitsKeys('mod+shift+P', press('P', { ctrlKey: true, shiftKey: true }), false));
});

test('signs are found with and without Shift, digits by their place', () => {
  assert.ok(fitsKeys('?', press('?', { shiftKey: true }), false));
  assert.ok(fitsKeys('mod+plus', press('+', { ctrlKey: true, shiftKey: true }), false));
  assert.ok(fitsKeys('mod+plus', press('=', { ctrlKey: true }), false));
  assert.ok(fitsKeys('mod+1', press('&', { ctrlKey: true, code: 'Digit1' }), false));
  assert.ok(!fitsKeys('mod+1', press('2', { ctrlKey: true, code: 'Digit2' }), false));
  assert.ok(!fitsKeys('?', press('?', { ctrlKey: true }), false));
});

test('a terminal keeps its keys but those that are for everywhere', () => {
  const keys = { keys: 'mod+K', main: true, everywhere: false };
  assert.ok(!holdsIn('terminal', keys));
  assert.ok(holdsIn('terminal', { ...keys, everywhere: true }));
  assert.ok(!holdsIn('terminal', { ...keys, everywhere: true, main: false }));
});

test('a field keeps the keys for writing', () => {
  const inField = (keys: string) => holdsIn('field', { keys, main: true, everywhere: false });
  assert.ok(inField('mod+K'));
  assert.ok(inField('F1'));
  for (const keys of ['?', 'mod+A', 'mod+C', 'Delete', 'shift+N', 'mod+left', 'alt+1'])
    assert.ok(!inField(keys), keys);
});

test('keys as people read them', () => {
  assert.deepEqual(keysWords('mod+shift+P', false), ['Ctrl', 'Shift', 'P']);
  assert.deepEqual(keysWords('mod+comma', true), ['Cmd', ',']);
  assert.deepEqual(keysWords('F1', false), ['F1']);
});
