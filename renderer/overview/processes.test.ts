import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu, GpuProcess } from '../../preload/contract/monitor';
import { nextOrder, type ProcessOrder, processRows } from './processes';

const process = (pid: number, user: string | null, memory: number | null, time: number | null) =>
  ({
    pid,
    user,
    memoryUsedMiB: memory === null ? { value: null, reason: 'x' } : { value: memory },
    name: 'python',
    command: null,
    elapsedSeconds: time,
  }) satisfies GpuProcess;
const gpus = [
  { index: 1, processes: [process(11, 'ben', 300, 5), process(12, null, null, null)] },
  { index: 0, processes: [process(9, 'asha', 900, 7), process(8, 'ben', 20, 60)] },
] as unknown as Gpu[];
const pids = (order: ProcessOrder, only: string | null = null) =>
  processRows(gpus, order, only).map((row) => row.process.pid);

test('sorts by GPU, user, memory and time, the unknown last either way', () => {
  assert.deepEqual(pids({ by: 'gpu', descending: false }), [8, 9, 11, 12]);
  assert.deepEqual(pids({ by: 'user', descending: false }), [9, 8, 11, 12]);
  assert.deepEqual(pids({ by: 'memory', descending: true }), [9, 11, 8, 12]);
  assert.deepEqual(pids({ by: 'memory', descending: false }), [8, 11, 9, 12]);
  assert.deepEqual(pids({ by: 'time', descending: true }), [8, 9, 11, 12]);
});

test('only mine is only mine, and never those of nobody known', () => {
  assert.deepEqual(pids({ by: 'gpu', descending: false }, 'ben'), [8, 11]);
  assert.deepEqual(pids({ by: 'gpu', descending: false }, 'carol'), []);
});

test('a second press turns the order round; figures begin with the largest', () => {
  const gpu = { by: 'gpu', descending: false } as const;
  assert.deepEqual(nextOrder(gpu, 'gpu'), { by: 'gpu', descending: true });
  assert.deepEqual(nextOrder(gpu, 'memory'), { by: 'memory', descending: true });
  assert.deepEqual(nextOrder(gpu, 'user'), { by: 'user', descending: false });
});
