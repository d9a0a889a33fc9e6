/** What findings mean: the edges between fine, careful and failed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '../files';
import type { Quota } from './parse-health';
import { clockVerdict, inodesVerdict, spaceVerdict, toolsVerdict } from './verdicts';

const GIB = 1024 * 1024;
const place = (more: Partial<Place> = {}): Place => ({
  mount: '/home',
  filesystem: 'nas:/home',
  type: 'nfs4',
  totalKiB: { value: 100 * GIB },
  usedKiB: { value: 50 * GIB },
  availableKiB: { value: 50 * GIB },
  inodesTotal: { value: 1000 },
  inodesUsed: { value: 500 },
  inodesFree: { value: 500 },
  ...more,
});
const quota = (more: Partial<Quota>): Quota => ({
  disk: 'nas:/home',
  usedKiB: 0,
  softKiB: 0,
  hardKiB: 0,
  files: 0,
  softFiles: 0,
  hardFiles: 0,
  ...more,
});
const tag = (verdict: { status: string; problem?: { tag: string } }) =>
  verdict.problem?.tag ?? verdict.status;

test('space: little in all, little in proportion, and what a quota leaves', () => {
  assert.equal(tag(spaceVerdict('s', place(), [])), 'ok');
  assert.equal(
    tag(spaceVerdict('s', place({ availableKiB: { value: 2 * GIB } }), [])),
    'health/space',
  );
  assert.equal(tag(spaceVerdict('s', place({ availableKiB: { value: 3.1 * GIB } }), [])), 'ok');
  const small = { totalKiB: { value: 2 * GIB }, availableKiB: { value: GIB - 1 } };
  assert.equal(tag(spaceVerdict('s', place(small), [])), 'health/space');
  const silent = { availableKiB: { value: null, reason: 'the disk does not tell' } };
  assert.equal(tag(spaceVerdict('s', place(silent), [])), 'ok');
  const within = spaceVerdict('s', place(), [quota({ usedKiB: GIB, softKiB: 2 * GIB })]);
  assert.match(within.found, /your quota on nas:\/home: 1\.0 GiB of 2\.0 GiB$/);
  assert.equal(
    tag(spaceVerdict('s', place(), [quota({ usedKiB: 5, softKiB: 5 })])),
    'health/quota',
  );
  assert.equal(
    tag(spaceVerdict('s', place(), [quota({ usedKiB: 5, hardKiB: 5 })])),
    'health/quota',
  );
  assert.equal(tag(spaceVerdict('s', place(), [quota({ usedKiB: 5 })])), 'ok', 'no limit');
});

test('inodes: few left, or none counted, or a quota of files', () => {
  assert.equal(tag(inodesVerdict('s', place(), [])), 'ok');
  assert.equal(tag(inodesVerdict('s', place({ inodesFree: { value: 29 } }), [])), 'health/inodes');
  const none = { inodesFree: { value: null, reason: 'this disk does not count inodes' } };
  assert.deepEqual(inodesVerdict('s', place(none), []), {
    status: 'ok',
    found: 'this disk does not count inodes',
  });
  const over = [quota({ files: 900, softFiles: 800 })];
  assert.equal(tag(inodesVerdict('s', place(), over)), 'health/file-quota');
});

test('the clock: apart by more than half a minute, the time of asking taken off', () => {
  const asked = { before: 1_000_000, after: 1_040_000 };
  for (const theirs of [970, 999, 1000, 1040, 1070]) {
    assert.equal(tag(clockVerdict('s', theirs, asked)), 'ok', String(theirs));
  }
  const ahead = clockVerdict('s', 1072, asked);
  assert.match(ahead.found, /32 seconds apart: the server is ahead/);
  assert.match(clockVerdict('s', 100, asked).found, /15 minutes apart: the server is behind/);
  assert.equal(tag(clockVerdict('s', undefined, asked)), 'ok');
});

test('tools: what is missed is named with what it costs', () => {
  const all = [
    { name: 'tmux', version: 'tmux 3.3a' },
    { name: 'rsync', version: 'rsync  version 3.2.7  protocol version 31' },
    { name: 'git', version: 'git version 2.39.5' },
    { name: 'nvidia-smi', version: '' },
  ];
  assert.deepEqual(toolsVerdict('s', all), {
    status: 'ok',
    found: 'tmux 3.3a, rsync 3.2.7, git 2.39.5, nvidia-smi',
  });
  const poor = toolsVerdict('s', all.slice(1));
  assert.deepEqual([poor.status, poor.found], ['warning', 'Not found there: tmux.']);
  assert.match(poor.problem?.why ?? '', /Without tmux, a terminal ends with its connection\./);
});
