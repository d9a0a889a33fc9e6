/** The jail, as somebody would try to leave it. */
import assert from 'node:assert/strict';
import {
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { isPlainName, Tree, TreeFault } from './tree';

const place = mkdtempSync(join(tmpdir(), 'labmate-tree-'));
after(() => rmSync(place, { recursive: true, force: true }));
const outside = join(place, 'outside');
const jail = join(place, 'jail');
const shared = join(place, 'shared');
const windows = process.platform === 'win32' && 'Windows makes no symlinks for ordinary users';
let tree: Tree;

beforeEach(() => {
  for (const folder of [jail, shared, outside]) rmSync(folder, { recursive: true, force: true });
  for (const folder of ['home', 'home/demo', 'scratch']) {
    mkdirSync(join(jail, folder), { recursive: true });
  }
  mkdirSync(shared);
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  tree = new Tree(jail, '/home/demo', { name: 'scratch', real: shared });
});

const inside = (path: string) => path === jail || path.startsWith(jail) || path.startsWith(shared);
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'a bug';
  }
  return 'nothing was thrown';
};

test('paths begin at the home, and `..` ends at the root', () => {
  assert.equal(tree.find('.', { follow: true }).path, '/home/demo');
  assert.equal(tree.find('a', { follow: true }).real, join(jail, 'home/demo/a'));
  for (const path of ['..', '../../../..', '/../..', '/home/../../..', `${'../'.repeat(60)}x`]) {
    assert.ok(inside(tree.find(path, { follow: true }).real), path);
  }
  assert.equal(tree.find('/scratch/x', { follow: true }).real, join(shared, 'x'));
  assert.equal(tree.find('/scratch/../..', { follow: true }).real, jail);
});

test('the real paths of this computer mean nothing', () => {
  assert.equal(
    code(() => tree.find(join(outside, 'secret'), { follow: true })),
    'ENOENT',
  );
  assert.equal(
    code(() => tree.open(join(outside, 'secret'), constants.O_RDONLY, 0)),
    'ENOENT',
  );
});

test('a symlink is followed inside, never by the system', { skip: windows }, () => {
  tree.link(outside, 'absolute');
  tree.link('../../../outside', 'relative');
  tree.link('/', 'root');
  tree.link('/scratch', 'lab');
  for (const path of ['absolute/secret', 'relative/secret', `root${outside}/secret`]) {
    assert.equal(
      code(() => tree.open(path, constants.O_RDONLY, 0)),
      'ENOENT',
      path,
    );
    assert.equal(
      code(() => tree.open(path, constants.O_WRONLY | constants.O_CREAT, 0o644)),
      'ENOENT',
      path,
    );
    assert.equal(
      code(() => tree.list(path.replace(/\/secret$/, ''))),
      'ENOENT',
      path,
    );
  }
  assert.equal(tree.find('lab/x', { follow: true }).real, join(shared, 'x'));
  assert.equal(tree.find('root/home/demo', { follow: true }).path, '/home/demo');
  tree.makeFolder('absolute-is-a-name', 0o755);
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'secret');
});

test('what a symlink points to is not changed or removed through it', { skip: windows }, () => {
  tree.link(join(outside, 'secret'), 'link');
  assert.equal(
    code(() => tree.changeable('link')),
    'ENOENT',
  );
  tree.rename('link', 'moved', { replace: false });
  tree.remove('moved');
  assert.ok(existsSync(join(outside, 'secret')));
  tree.link('link-to-me', 'link-to-me');
  assert.equal(
    code(() => tree.find('link-to-me', { follow: true })),
    'ELOOP',
  );
  tree.remove('link-to-me');
});

test('a file that a dangling symlink names is made inside', { skip: windows }, () => {
  tree.link(join(outside, 'new'), 'dangling');
  assert.equal(
    code(() => tree.open('dangling', constants.O_WRONLY | constants.O_CREAT, 0o644)),
    'ENOENT',
  );
  tree.link('/scratch/new', 'into');
  tree.open('into', constants.O_WRONLY | constants.O_CREAT, 0o644);
  assert.deepEqual(
    [existsSync(join(outside, 'new')), existsSync(join(shared, 'new'))],
    [false, true],
  );
});

test('only the home and the shared folder change', () => {
  for (const path of ['/etc', '/home/other', '/', '/home', '/home/demo', '/scratch']) {
    assert.equal(
      code(() => tree.makeFolder(path, 0o755)),
      'EACCES',
      path,
    );
    assert.equal(
      code(() => tree.removeFolder(path)),
      'EACCES',
      path,
    );
    assert.equal(
      code(() => tree.rename(path, '/home/demo/x', { replace: true })),
      'EACCES',
      path,
    );
    assert.equal(
      code(() => tree.rename('/home/demo/x', path, { replace: true })),
      'EACCES',
      path,
    );
  }
  for (const path of ['/', '/home', '/home/demo', '/scratch']) {
    assert.equal(
      code(() => tree.changeable(path)),
      'EACCES',
      path,
    );
  }
});

test('names that mean something else on this or another system', () => {
  for (const name of ['', '.', '..', 'a/b', 'a\0b', 'x'.repeat(256), '\uFFFD']) {
    assert.equal(isPlainName(name, 'linux'), false, JSON.stringify(name));
  }
  assert.ok(isPlainName('a\\b:c', 'linux'));
  for (const name of [
    'a\\b',
    'C:',
    'a:stream',
    'NUL',
    'con.txt',
    'LPT1',
    'COM¹',
    'end.',
    'end ',
    'a\nb',
    'a?',
  ]) {
    assert.equal(isPlainName(name, 'win32'), false, name);
  }
  assert.ok(isPlainName('console', 'win32') && isPlainName('.bashrc', 'win32'));
  assert.ok(new TreeFault('ENOENT', 'x') instanceof Error);
});
