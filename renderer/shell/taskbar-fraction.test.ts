import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskbarFraction } from './taskbar-fraction';

const transfer = (id: string, kind: 'running' | 'done', bytesDone: number, bytesTotal = 100) => ({
  ...{ id, state: { kind }, bytesDone, bytesTotal },
});

test('only transfers of over ten seconds show on the taskbar', () => {
  const since = new Map<string, number>();
  assert.equal(taskbarFraction([transfer('a', 'running', 10)], since, 0), null);
  assert.equal(taskbarFraction([transfer('a', 'running', 20)], since, 9_999), null);
  assert.equal(taskbarFraction([transfer('a', 'running', 50)], since, 10_000), 0.5);
});

test('several count together, and what has ended does not', () => {
  const since = new Map([['a', 0]]);
  const two = [transfer('a', 'running', 50), transfer('b', 'running', 0)];
  assert.equal(taskbarFraction(two, since, 20_000), 0.5);
  assert.equal(taskbarFraction(two, since, 40_000), 0.25);
  const ended = [transfer('a', 'done', 100), transfer('b', 'running', 30)];
  assert.equal(taskbarFraction(ended, since, 41_000), 0.3);
  assert.equal(taskbarFraction([], since, 42_000), null);
  assert.equal(since.size, 0);
});

test('a transfer of empty files has no share', () => {
  assert.equal(
    taskbarFraction([transfer('a', 'running', 0, 0)], new Map([['a', 0]]), 20_000),
    null,
  );
});
