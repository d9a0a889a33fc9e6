import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransferEntry } from '../../../preload/contract/transfers';
import { endNote } from './end-note';

const entry = (state: TransferEntry['state']): TransferEntry => ({
  ...{ id: '1', direction: 'upload', server: 'gpu1', label: 'data', destination: '/d', state },
  ...{ filesTotal: 3, filesDone: 3, bytesTotal: 9, bytesDone: 9, bytesPerSecond: null },
  ...{ secondsLeft: null, current: null, faults: [], faultCount: 0, notes: [] },
});

test('a long transfer says that it is done, a short one does not', () => {
  assert.equal(endNote(entry({ kind: 'done' }), 3), undefined);
  assert.deepEqual(endNote(entry({ kind: 'done' }), 30), {
    ...{ kind: 'transfer-finished', server: 'gpu1' },
    ...{ title: 'data: the transfer to gpu1 is done', body: '3 files arrived.' },
  });
});

test('a failure is said however short it was; what the person stopped is not', () => {
  const problem = { tag: 'x/y', what: 'The disk is full.', next: [], facts: {} };
  const note = endNote(entry({ kind: 'failed', problem }), 0.1);
  assert.equal(note?.kind, 'transfer-failed');
  assert.equal(note?.body, 'The disk is full.');
  assert.equal(endNote(entry({ kind: 'cancelled' }), 30), undefined);
});
