import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  absoluteFrom,
  childOnWay,
  copiedText,
  crumbsOf,
  foldCrumbs,
  joinPath,
  movable,
  nameFault,
  numberedName,
  parentPath,
  shortPath,
} from './paths';

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

test('a copied path with a line feed is quoted, so that pasting it runs nothing', () => {
  assert.equal(copiedText("/data/it's $HOME ü"), "/data/it's $HOME ü");
  assert.equal(copiedText("/d/it's\\x\ncurl x|sh\n"), "$'/d/it\\'s\\\\x\\ncurl x|sh\\n'");
  assert.equal(copiedText('a\r\u001b[31m\u009b'), "$'a\\x0d\\x1b[31m\\xc2\\x9b'");
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

test('a typed folder is meant from here, from home or from the top', () => {
  const from = (text: string) => absoluteFrom(text, '/data/asha', '/home/asha');
  assert.equal(from('~'), '/home/asha');
  assert.equal(from('~/runs/'), '/home/asha/runs');
  assert.equal(from('old'), '/data/asha/old');
  assert.equal(from('../ben/./x'), '/data/ben/x');
  assert.equal(from('/../etc'), '/etc');
  assert.equal(absoluteFrom('~/x', '/data', undefined), '~/x');
});

test('nothing moves into itself, below itself, or to where it is', () => {
  assert.deepEqual(movable(['/d/a', '/d/b'], '/d/c'), ['/d/a', '/d/b']);
  assert.deepEqual(movable(['/d/a', '/e/b'], '/d'), ['/e/b']);
  assert.deepEqual(movable(['/d/a', '/d/b'], '/d/a'), []);
  assert.deepEqual(movable(['/d/a', '/d/b'], '/d/a/deep/er'), []);
  // A name that only begins alike is another folder.
  assert.deepEqual(movable(['/d/a'], '/d/ab'), ['/d/a']);
  assert.deepEqual(movable(['/a'], '/'), []);
});

test('a number goes before the ending', () => {
  assert.equal(numberedName('data.csv', 2), 'data (2).csv');
  assert.equal(numberedName('.bashrc', 3), '.bashrc (3)');
  assert.equal(numberedName('runs', 2), 'runs (2)');
});

test('what leads from a folder to one below it', () => {
  assert.equal(childOnWay('/data', '/data/asha/runs'), 'asha');
  assert.equal(childOnWay('/data', '/data/asha'), 'asha');
  assert.equal(childOnWay('/', '/data/asha'), 'data');
  for (const path of ['/data', '/database', '/', ''])
    assert.equal(childOnWay('/data', path), undefined);
});
