import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crumbsOf, foldCrumbs, joinPath, nameFault, parentPath, shortPath } from './paths';

test('paths are joined and left again', () => {
  assert.equal(joinPath('/', 'data'), '/data');
  assert.equal(joinPath('/data', 'a b'), '/data/a b');
  assert.equal(parentPath('/data/asha'), '/data');
  assert.equal(parentPath('/data/asha/'), '/data');
  assert.equal(parentPath('/data'), '/');
  assert.equal(parentPath('/'), '/');
});

test('crumbs lead to every folder above', () => {
  assert.deepEqual(crumbsOf('/data/asha'), [
    { label: '/', path: '/' },
    { label: 'data', path: '/data' },
    { label: 'asha', path: '/data/asha' },
  ]);
  assert.equal(crumbsOf('/').length, 1);
});

test('a typed name must be one that can stand in a folder', () => {
  assert.equal(nameFault('run 7 "final"', []), null);
  for (const name of ['', '.', '..', 'a/b', 'a\nb', 'x'.repeat(256), 'ü'.repeat(128)])
    assert.notEqual(nameFault(name, []), null, JSON.stringify(name));
  assert.notEqual(nameFault('data', ['data']), null);
});

test('the home folder is ~, and only it', () => {
  const labels = (path: string, home = '/home/asha') =>
    crumbsOf(path, home).map(({ label }) => label);
  assert.deepEqual(labels('/home/asha/runs'), ['~', 'runs']);
  assert.equal(crumbsOf('/home/asha/runs', '/home/asha')[1]?.path, '/home/asha/runs');
  assert.deepEqual(labels('/home/asha'), ['~']);
  assert.deepEqual(labels('/home/asha2'), ['/', 'home', 'asha2']);
  assert.deepEqual(labels('/data', '/'), ['/', 'data']);
  assert.equal(shortPath('/home/asha/x', '/home/asha'), '~/x');
  assert.equal(shortPath('/home/asha', '/home/asha'), '~');
  assert.equal(shortPath('/home/ashax', '/home/asha'), '/home/ashax');
  assert.equal(shortPath('/x', undefined), '/x');
});

test('crumbs that do not fit fold in the middle; the first and the last stay', () => {
  const crumbs = crumbsOf('/one/two/three/four/five/six');
  assert.equal(foldCrumbs(crumbs, 2000).folded.length, 0);
  const tight = foldCrumbs(crumbs, 200);
  assert.equal(tight.first[0]?.label, '/');
  assert.equal(tight.last.at(-1)?.label, 'six');
  assert.ok(tight.folded.length > 0);
  assert.deepEqual([...tight.first, ...tight.folded, ...tight.last], crumbs);
  assert.equal(foldCrumbs(crumbs, 0).last.length, 1);
});
