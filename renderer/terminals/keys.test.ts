import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, copiesSelection, isPasteKey, isPlainEnter, leavesTerminal } from './keys';

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

test('Ctrl with Shift is the window’s, Ctrl alone the shell’s', () => {
  const command = (name: string, held: string[], isMac = false) =>
    commandOf(key(name, held), isMac);
  assert.equal(command('F', ['ctrl', 'shift']), 'terminal.search');
  assert.equal(command('P', ['ctrl', 'shift']), 'palette.open');
  assert.equal(command('T', ['ctrl', 'shift']), 'terminal.new');
  assert.equal(command('W', ['ctrl', 'shift']), 'terminal.close');
  assert.equal(command('Tab', ['ctrl']), 'terminal.next');
  assert.equal(command('D', ['ctrl', 'shift']), 'terminal.split-right');
  assert.equal(command('E', ['ctrl', 'shift']), 'terminal.split-down');
  assert.equal(command('O', ['ctrl', 'shift']), 'terminal.other-side');
  assert.equal(command('PageUp', ['ctrl', 'shift']), 'terminal.move-left');
  assert.equal(command('PageDown', ['shift']), null);
  for (const name of ['f', 'p', 't', 'w', 'k', 'r', 'c', 'd', 'e', 'o']) {
    assert.equal(command(name, ['ctrl']), null, name);
    assert.equal(command(name, ['alt']), null, name);
    assert.equal(command(name, []), null, name);
  }
  assert.equal(command('K', ['ctrl', 'shift']), null);
  assert.equal(command('f', ['meta'], true), 'terminal.search');
  assert.equal(command('f', ['ctrl'], true), null);
  assert.equal(command('P', ['meta', 'shift'], true), 'palette.open');
});

test('the font’s keys, with and without the Shift that a keyboard needs for +', () => {
  assert.equal(commandOf(key('+', ['ctrl', 'shift']), false), 'terminal.font-bigger');
  assert.equal(commandOf(key('=', ['ctrl']), false), 'terminal.font-bigger');
  assert.equal(commandOf(key('-', ['ctrl']), false), 'terminal.font-smaller');
  assert.equal(commandOf(key('0', ['ctrl']), false), 'terminal.font-reset');
  // Ctrl+Shift+- is Ctrl+_: undo in bash and emacs.
  assert.equal(commandOf(key('-', ['ctrl', 'shift']), false), null);
  assert.equal(commandOf(key('_', ['ctrl', 'shift']), false), null);
});

test('Enter alone asks for a new shell, with another key it does not', () => {
  assert.ok(isPlainEnter(key('Enter', [])));
  for (const held of ['ctrl', 'shift', 'alt', 'meta'])
    assert.ok(!isPlainEnter(key('Enter', [held])));
  assert.ok(!isPlainEnter(key('x', [])));
});
