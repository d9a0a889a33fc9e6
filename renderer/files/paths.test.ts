import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crumbsOf, joinPath, nameFault, parentPath } from './paths';

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
