import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexRows, linesOf, shownLine } from './lines';

test('lines end where they end, and nothing in them acts', () => {
  assert.deepEqual(linesOf('a\r\nb\n\n'), ['a', 'b', '']);
  assert.deepEqual(linesOf(''), []);
  assert.equal(shownLine('\u001b[31mred\u001b[0m\tx\u0007\u202e'), 'red\tx\u2407‹U+202E›');
  assert.ok(shownLine('x'.repeat(1e6)).length < 5_100);
});

test('bytes stand in rows of sixteen', () => {
  const rows = hexRows(Uint8Array.from({ length: 18 }, (_, at) => at + 0x40));
  assert.equal(rows.length, 2);
  assert.equal(
    rows[0],
    '00000000  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO',
  );
  assert.match(rows[1] ?? '', /^00000010 {2}50 51 {2,}PQ$/);
});
