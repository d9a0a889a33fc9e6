import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleBlock, visibleLine } from './safe-text';

test('ordinary text of any script stays as it is', () => {
  for (const text of ['train.py', 'données 2026', '実験 7', 'نتایج', 'a b  c', '👩‍🔬'.slice(0, 2)])
    assert.equal(visibleLine(text), text);
});

test('control characters are shown, not obeyed', () => {
  assert.equal(visibleLine('a\nb\u001b[2Jc\u0007\u007f'), 'a␊b␛[2Jc␇␡');
  assert.equal(visibleLine('\u009b31m'), '‹U+009B›31m');
});

test('characters that reorder or hide text are written out', () => {
  assert.equal(visibleLine('photo\u202egnp.sh'), 'photo‹U+202E›gnp.sh');
  assert.equal(visibleLine('a\u200bb\ufeff'), 'a‹U+200B›b‹U+FEFF›');
  assert.equal(visibleLine('x\u{e0041}'), 'x‹U+E0041›');
  for (const blank of [0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180e, 0x2028, 0x2066, 0x3164])
    assert.match(visibleLine(String.fromCodePoint(blank)), /^‹U\+[0-9A-F]{4}›$/);
  for (const blank of [0xfe00, 0xffa0, 0xfff9, 0x1d173, 0xe0100])
    assert.match(visibleLine(String.fromCodePoint(blank)), /^‹U\+[0-9A-F]{4,5}›$/);
  assert.equal(visibleLine('❤️ café 각'), '❤️ café 각');
});

test('a block keeps its lines and tabs and shows the rest', () => {
  assert.equal(visibleBlock('one\r\n\ttwo\u001b[31m\nthree'), 'one\n\ttwo␛[31m\nthree');
});
