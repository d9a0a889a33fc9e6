import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHits, keptHits } from './find';

const plain = { text: '', matchCase: false, wholeWord: false, regex: false };
const places = (lines: string[], query: Partial<typeof plain>) =>
  findHits(lines, { ...plain, ...query }).hits.map(({ line, index, length }) => [
    line,
    index,
    length,
  ]);

test('text is text: its signs mean themselves, and case only on demand', () => {
  assert.deepEqual(places(['a.b axb A.B'], { text: 'a.b' }), [
    [0, 0, 3],
    [0, 8, 3],
  ]);
  assert.deepEqual(places(['a.b axb A.B'], { text: 'a.b', matchCase: true }), [[0, 0, 3]]);
  assert.deepEqual(places(['(x', 'x-y/z'], { text: '(x' }), [[0, 0, 2]]);
  assert.deepEqual(places(['x-y/z'], { text: '-y/' }), [[0, 1, 3]]);
});

test('a whole word ends where letters end, also those with accents', () => {
  assert.deepEqual(places(['run runs rerun run'], { text: 'run', wholeWord: true }), [
    [0, 0, 3],
    [0, 15, 3],
  ]);
  assert.deepEqual(places(['éloss loss'], { text: 'loss', wholeWord: true }), [[0, 6, 4]]);
});

test('a regular expression finds, an empty hit does not count, a wrong one says why', () => {
  assert.deepEqual(places(['epoch 12', 'none'], { text: '\\d+', regex: true }), [[0, 6, 2]]);
  assert.deepEqual(places(['abc'], { text: 'x*', regex: true }), []);
  const wrong = findHits(['abc'], { ...plain, text: '(', regex: true });
  assert.match(wrong.invalid ?? '', /group/i);
});

test('all hits are counted, and the newest are kept', () => {
  const lines = Array.from({ length: 3 * keptHits }, () => 'x');
  const { hits, total } = findHits(lines, { ...plain, text: 'x' });
  assert.equal(total, 3 * keptHits);
  assert.equal(hits.length, keptHits);
  assert.equal(hits.at(-1)?.line, lines.length - 1);
});
