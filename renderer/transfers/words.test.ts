import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransferEntry } from '../../preload/contract/transfers';
import {
  progressPercent,
  progressWords,
  routeWords,
  summaryWords,
  transferLook,
  trayOrder,
} from './words';

const entry = (part: Partial<TransferEntry>): TransferEntry => ({
  id: '1',
  direction: 'upload',
  server: 'gpu1',
  label: 'dataset',
  destination: '/data',
  state: { kind: 'running' },
  filesTotal: 4,
  filesDone: 1,
  bytesTotal: 2048,
  bytesDone: 1024,
  bytesPerSecond: 512,
  secondsLeft: 2,
  current: null,
  faults: [],
  faultCount: 0,
  notes: [],
  ...part,
});

test('progress goes by bytes, by files where all are empty, and is unknown while it is planned', () => {
  assert.equal(progressPercent(entry({})), 50);
  assert.equal(progressPercent(entry({ bytesTotal: 0, bytesDone: 0 })), 25);
  assert.equal(progressPercent(entry({ state: { kind: 'planning' } })), null);
  assert.equal(progressPercent(entry({ state: { kind: 'waiting' } })), null);
  assert.equal(
    progressPercent(entry({ state: { kind: 'done' }, bytesTotal: 0, filesTotal: 0 })),
    100,
  );
});

test('a running transfer says amount, files, speed and time left', () => {
  assert.equal(progressWords(entry({})), '1.0 KiB of 2.0 KiB, 1 of 4 files, 512 B/s, 2 s left');
  assert.doesNotMatch(progressWords(entry({ bytesPerSecond: null, secondsLeft: null })), /–|left/);
});

test('what failed before it was counted shows no zeros', () => {
  const state = { kind: 'cancelled' } as const;
  const nothing = { bytesTotal: 0, bytesDone: 0, filesTotal: 0, filesDone: 0 };
  assert.equal(progressWords(entry({ state, ...nothing })), 'Nothing was copied.');
  assert.match(progressWords(entry({ state })), /1 of 4 files/);
});

test('done with faults is not called done', () => {
  assert.equal(transferLook(entry({ state: { kind: 'done' } })).word, 'Done');
  assert.equal(
    transferLook(entry({ state: { kind: 'done' }, faultCount: 2 })).word,
    'Done, not all',
  );
});

test('the route names both ends, and the summary only what moves', () => {
  assert.equal(routeWords(entry({})), 'to gpu1:/data');
  assert.equal(routeWords(entry({ direction: 'download' })), 'from gpu1 to /data');
  assert.equal(summaryWords([entry({ state: { kind: 'done' } })]), '');
  assert.equal(summaryWords([entry({}), entry({})]), '2 transfers under way, 1.0 KiB/s');
});

test('what moves stands first, and of what ended the newest', () => {
  const done = { kind: 'done' } as const;
  const all = [
    entry({ id: 'a', state: done }),
    entry({ id: 'b' }),
    entry({ id: 'c', state: done }),
  ];
  assert.deepEqual(
    trayOrder(all).map(({ id }) => id),
    ['b', 'c', 'a'],
  );
});
