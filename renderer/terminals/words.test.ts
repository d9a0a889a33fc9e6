import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle, splitTab } from './arrangement';
import {
  closeWords,
  endMark,
  endWords,
  mayRun,
  placeLabel,
  plainTitle,
  reopenedLine,
  tabLabel,
} from './words';

const exited = (code: number | null, signal: string | null = null) =>
  ({ kind: 'exited', code, signal }) as const;

test('says how a shell ended', () => {
  assert.equal(endWords({ kind: 'open' }), '');
  assert.equal(endWords(exited(0)), 'The shell has ended.');
  assert.equal(endWords(exited(130)), 'The shell has ended with code 130.');
  assert.equal(endWords(exited(null, 'KILL')), 'The shell was ended by the signal KILL.');
  const odd = exited(null, `\u001b]0;x\u0007\u202e${'A'.repeat(500)}`);
  assert.equal(endWords(odd), 'The shell was ended by the signal ␛]0;x␇‹U+202E›AAAAAAAAAAAAA.');
  assert.equal(endMark(odd), 'ended by ␛]0;x␇‹U+202E›AAAAAAAAAAAAA');
  assert.equal(endMark({ kind: 'open' }), null);
  assert.equal(endMark(exited(0)), 'ended');
  assert.equal(endMark(exited(3)), 'exited with 3');
  assert.equal(endMark(exited(null, 'KILL')), 'ended by KILL');
});

test('a title cannot hide, reorder or fill the window', () => {
  assert.equal(plainTitle('vim train.py '), 'vim train.py');
  assert.equal(plainTitle('a\u202egpj.exe\u001b[31m'), 'a‹U+202E›gpj.exe␛[31m');
  assert.equal(plainTitle('x'.repeat(5000)).length, 81);
});

test('the line between two shells says what happened and when', () => {
  const line = reopenedLine(exited(3), new Date(2026, 0, 5, 14, 7));
  assert.match(
    line,
    /^--- The shell has ended with code 3\. A new shell starts here \(.*07.*\)\. ---$/,
  );
});

test('a tab and its sides have words, and what ends with them', () => {
  const [one] = settle([], ['a']);
  assert.ok(one);
  assert.equal(tabLabel(one), 'Terminal 1');
  assert.equal(placeLabel({ ...one, name: 'training' }, 'a'), 'training');
  assert.match(closeWords(one, ['a']), /^The shell in this tab ends/);
  const [two] = splitTab([one], 'a', 'b', 'down');
  assert.ok(two);
  assert.equal(placeLabel(two, 'b'), 'the lower side of Terminal 1');
  assert.match(closeWords(two, ['b']), /^The shell on this side ends/);
  assert.match(closeWords(two, ['a', 'b']), /^Both shells in this tab end/);
});

test('closing asks while a shell runs, and while one is only starting', () => {
  const ended = { id: 'a', state: exited(0) };
  const open = { id: 'b', state: { kind: 'open' as const } };
  assert.equal(mayRun(['a'], [ended, open]), false);
  assert.equal(mayRun(['a', 'b'], [ended, open]), true);
  assert.equal(mayRun(['a', 'c'], [ended, open]), true, 'a side that the list does not have yet');
});
