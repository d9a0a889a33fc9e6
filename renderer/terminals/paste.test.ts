import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPaste, withoutControls, withoutFinalBreaks } from './paste';

test('one plain line is pasted without a question', () => {
  assert.deepEqual(checkPaste('python train.py --lr 0.1\t'), {
    lines: 1,
    hasControls: false,
    ask: false,
  });
});

test('anything that would run at once is asked', () => {
  for (const text of ['a\nb', 'a\rb', 'rm -rf x\n', 'a\r\nb\r\n'])
    assert.equal(checkPaste(text).ask, true);
  assert.equal(checkPaste('a\r\nb\r\n').lines, 2);
  assert.equal(checkPaste('a\nb').lines, 2);
});

test('control characters are asked, also the end of a bracketed paste', () => {
  for (const text of ['\u001b[201~rm', 'a\u0003b', 'x\u009bz', 'x\u007f'])
    assert.deepEqual([checkPaste(text).hasControls, checkPaste(text).ask], [true, true]);
});

test('without controls nothing is left that acts, and the rest is untouched', () => {
  assert.equal(withoutControls('a\u001b[201~\tb\u0000\nc'), 'a[201~\tb\nc');
  assert.equal(checkPaste(withoutControls('\u001b\u009b\u0007')).hasControls, false);
});

test('a final break is taken off, inner ones stay', () => {
  assert.equal(withoutFinalBreaks('a\nb\r\n\n'), 'a\nb');
});
