import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditEntry } from '../../preload/contract/editing';
import { choicesOf, editLook, needsCare } from './words';

const problem = { tag: 'editing/conflict', what: 'It changed.', next: [], facts: {} };
const entry = (state: EditEntry['state']): EditEntry => ({
  ...{ id: '1', server: 'gpu1', path: '/a.txt', name: 'a.txt', state },
});

test('a file that is not on the server as saved is told apart from one that is', () => {
  assert.deepEqual(editLook(entry({ kind: 'open', savedAt: 5 })), {
    ...{ word: 'Saved on gpu1', tone: 'ok' },
  });
  assert.equal(editLook(entry({ kind: 'failed', problem, retrying: false })).tone, 'danger');
  assert.match(editLook(entry({ kind: 'failed', problem, retrying: true })).word, /as soon as/);
  assert.ok(needsCare(entry({ kind: 'conflict', problem })));
  assert.ok(!needsCare(entry({ kind: 'open', savedAt: null })));
});

test('the first way out of a conflict loses nothing; without a file there is nothing to take', () => {
  const choices = (tag: string) => choicesOf('gpu1', tag).map(({ choice }) => choice);
  assert.deepEqual(choices('editing/conflict'), ['both', 'mine', 'theirs']);
  assert.deepEqual(choices('editing/gone'), ['mine']);
  assert.deepEqual(choices('editing/elsewhere'), ['both', 'theirs']);
});
