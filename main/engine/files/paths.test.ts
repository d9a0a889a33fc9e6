import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../kit/outcome';
import { absolutePath, joinPath, lastName, parentPath, refuseUnnamed, tooLong } from './paths';

test('a path is made absolute in the home folder, and loses its trailing slashes', () => {
  const cases: [string, string][] = [
    ['~', '/home/asha'],
    ['~/data', '/home/asha/data'],
    ['data//x/', '/home/asha/data/x'],
    ['/', '/'],
    ['//tmp//', '/tmp'],
    ['/link/', '/link'],
    ['~asha', '/home/asha/~asha'],
    ['/a b\n', '/a b\n'],
  ];
  for (const [path, expected] of cases) assert.equal(absolutePath(path, '/home/asha'), expected);
});

test('a NUL and a path without a name of its own are refused', () => {
  const isBad = (error: unknown) => problemOf(error)?.tag === 'files/bad-path';
  assert.throws(() => absolutePath('/a\0b', '/home/asha'), isBad);
  for (const path of ['/', '/x/..', '/x/.']) assert.throws(() => refuseUnnamed(path), isBad);
  refuseUnnamed('/x/...');
});

test('names are measured in bytes', () => {
  assert.equal(tooLong(`/${'é'.repeat(127)}`), false);
  assert.equal(tooLong(`/${'é'.repeat(128)}`), true);
  assert.equal(tooLong('/a'.repeat(2048)), true);
});

test('parts of a path', () => {
  assert.equal(parentPath('/a'), '/');
  assert.equal(parentPath('/a/b'), '/a');
  assert.equal(lastName('/a/b c'), 'b c');
  assert.equal(joinPath('/', 'a'), '/a');
});
