import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readView, viewText } from './view';

test('what was shown is read back', () => {
  const kept = readView(
    JSON.stringify({ server: 'gpu1', tabs: { gpu1: 'files' }, page: 'log', sidebarHidden: true }),
  );
  assert.equal(kept.server, 'gpu1');
  assert.deepEqual(kept.tabs, { gpu1: 'files' });
  assert.deepEqual([kept.page, kept.sidebarHidden], ['log', true]);
  assert.deepEqual(readView(viewText(kept)), kept);
});

test('nonsense, and what somebody wrote into the file, is as at a first start', () => {
  const first = readView(null);
  const hostile = [
    ...['', '{', 'null', '7', '[]', '"x"', '{"__proto__":{"server":"evil"}}'],
    '{"server":{"toString":1},"tabs":["files"],"page":"__proto__","sidebarHidden":"yes"}',
    '{"tabs":{"gpu1":"constructor","gpu2":{},"gpu3":null}}',
    JSON.stringify({ server: 'x'.repeat(256) }),
  ];
  for (const text of hostile) assert.deepEqual(readView(text), first, text.slice(0, 80));
  const many = Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`s${n}`, 'files']));
  assert.equal(Object.keys(readView(JSON.stringify({ tabs: many })).tabs).length, 500);
  for (const width of ['1e9', '-5', '1e400'])
    assert.ok((readView(`{"sidebarWidth":${width}}`).sidebarWidth ?? 264) <= 520);
  readView('{"tabs":{"__proto__":"files"}}');
  assert.equal(Object.keys(Object.prototype).length, 0);
});
