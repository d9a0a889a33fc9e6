import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeAtomically } from './atomic-write';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labmate-atomic-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const posix = process.platform === 'win32' && 'file modes and symlinks are different here';

test('a new file has the mode asked for, an old one keeps its own', { skip: posix }, async () => {
  const file = join(folder, 'modes');
  await writeAtomically(file, 'one');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  await chmod(file, 0o640);
  await writeAtomically(file, Buffer.from('two'));
  assert.equal((await stat(file)).mode & 0o777, 0o640);
  assert.equal(await readFile(file, 'utf8'), 'two');
});

test('a symlink stays and its target changes, even a dangling one', { skip: posix }, async () => {
  await mkdir(join(folder, 'dots'));
  await symlink('dots/config', join(folder, 'link'));
  await writeAtomically(join(folder, 'link'), 'first');
  await writeAtomically(join(folder, 'link'), 'second');
  assert.ok((await lstat(join(folder, 'link'))).isSymbolicLink());
  assert.equal(await readFile(join(folder, 'dots/config'), 'utf8'), 'second');
  assert.deepEqual(await readdir(join(folder, 'dots')), ['config'], 'no temporary file is left');
});

test('a write that fails leaves the old content and no debris', async () => {
  const inside = join(folder, 'a-folder');
  await mkdir(inside);
  await writeFile(join(inside, 'x'), 'kept');
  await assert.rejects(writeAtomically(inside, 'text'));
  assert.equal(await readFile(join(inside, 'x'), 'utf8'), 'kept');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('two symlinks that point at each other are an error, not a hang', {
  skip: posix,
}, async () => {
  await symlink('loop-b', join(folder, 'loop-a'));
  await symlink('loop-a', join(folder, 'loop-b'));
  await assert.rejects(writeAtomically(join(folder, 'loop-a'), 'x'), /ELOOP|too many symlinks/);
});
