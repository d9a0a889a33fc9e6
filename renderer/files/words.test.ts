import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileEntry } from '../../preload/contract/files';
import {
  contentWords,
  countWords,
  freeWords,
  sizeWords,
  sortEntries,
  usedPercent,
  visibleEntries,
} from './words';

const entry = (name: string, part: Partial<FileEntry> = {}): FileEntry => ({
  name,
  kind: 'file',
  sizeBytes: 1,
  mode: 0o644,
  modifiedSeconds: 0,
  nameIsValid: true,
  ...part,
});
const names = (entries: FileEntry[]) => entries.map(({ name }) => name);

test('folders come first, and numbers in names count', () => {
  const all = [
    entry('run10'),
    entry('run2'),
    entry('zoo', { kind: 'directory' }),
    entry('link', { kind: 'symlink', targetIsDirectory: true }),
  ];
  assert.deepEqual(names(sortEntries(all, { key: 'name', descending: false })), [
    'link',
    'zoo',
    'run2',
    'run10',
  ]);
  assert.deepEqual(names(sortEntries(all, { key: 'name', descending: true })), [
    'zoo',
    'link',
    'run10',
    'run2',
  ]);
});

test('sorting by size leaves the given list alone', () => {
  const all = [entry('a', { sizeBytes: 1 }), entry('b', { sizeBytes: 9 })];
  assert.deepEqual(names(sortEntries(all, { key: 'size', descending: true })), ['b', 'a']);
  assert.deepEqual(names(all), ['a', 'b']);
});

test('a folder shows no size, and unknown free space is not zero', () => {
  assert.equal(sizeWords(entry('d', { kind: 'directory', sizeBytes: 4096 })), '');
  assert.match(freeWords(null, null), /does not tell/);
  assert.equal(freeWords(1024 ** 3, 1_200_000), '1.0 GiB free here, room for 1.2 M more files');
});

test('a disk is as full as df says: the reserve of root is nobody’s, and a part counts whole', () => {
  assert.equal(usedPercent(900, 50), 95);
  assert.equal(usedPercent(1, 999), 1);
  assert.equal(usedPercent(400, 0), 100);
  assert.equal(usedPercent(0, 0), null);
});

test('counts are said in words', () => {
  assert.equal(contentWords([], new Set(), 0), 'empty');
  assert.equal(
    contentWords([entry('a'), entry('d', { kind: 'directory' })], new Set(), 0),
    '1 folder, 1 file (1 B)',
  );
  assert.equal(
    contentWords([entry('a', { sizeBytes: 2048 }), entry('b')], new Set(['a']), 3),
    '1 of 2 items selected, 2.0 KiB in files',
  );
  const bad = entry('a', { nameIsValid: false, sizeBytes: 1024 });
  assert.equal(
    contentWords([entry('a'), bad], new Set(['a']), 0),
    '1 of 2 items selected, 1 B in files',
  );
  assert.equal(contentWords([entry('l', { kind: 'symlink' })], new Set(), 0), '1 file');
  assert.equal(
    countWords({ files: 12, folders: 1, bytes: 2048, more: true }),
    'at least 12 files and 1 folder, 2.0 KiB',
  );
  assert.equal(countWords({ files: 0, folders: 1, bytes: 0, more: false }), '1 folder, 0 B');
});

test('names with a dot are shown on request, and counted always', () => {
  const all = [entry('.bashrc'), entry('run.log')];
  assert.deepEqual(
    visibleEntries(all, false).map(({ name }) => name),
    ['run.log'],
  );
  assert.equal(visibleEntries(all, true).length, 2);
  assert.equal(contentWords([entry('run.log')], new Set(), 1), '1 file (1 B), 1 hidden');
});
