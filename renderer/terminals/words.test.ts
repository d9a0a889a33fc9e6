import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endWords } from './words';

test('the end of a shell is said with its code or signal', () => {
  assert.equal(endWords({ kind: 'open' }), '');
  assert.equal(endWords({ kind: 'exited', code: 0, signal: null }), 'The shell has ended.');
  assert.match(endWords({ kind: 'exited', code: 127, signal: null }), /code 127/);
  assert.match(endWords({ kind: 'exited', code: null, signal: 'KILL' }), /signal KILL/);
});
