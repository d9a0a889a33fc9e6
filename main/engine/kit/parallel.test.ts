import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { problemOf } from './outcome';
import { forEachParallel, orCancelled } from './parallel';

const never = new AbortController().signal;

test('all items are worked on, never more than the limit at a time', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  await forEachParallel([1, 2, 3, 4, 5, 6, 7], 3, never, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await turn();
    seen.push(item);
    running -= 1;
  });
  assert.equal(most, 3);
  assert.deepEqual(seen.sort(), [1, 2, 3, 4, 5, 6, 7]);
});

test('the first failure stops new work and waits for what is under way', async () => {
  const finished: number[] = [];
  const begun: number[] = [];
  const run = forEachParallel([1, 2, 3, 4, 5], 2, never, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('one');
    await turn();
    await turn();
    finished.push(item);
  });
  await assert.rejects(run, /one/);
  assert.ok(begun.length < 5);
  assert.deepEqual([1, ...finished], begun);
});

test('the signal ends it as the cancellation', async () => {
  const controller = new AbortController();
  let begun = 0;
  const run = forEachParallel([1, 2, 3, 4], 1, controller.signal, async () => {
    begun += 1;
    controller.abort();
  });
  await assert.rejects(run, (error) => problemOf(error)?.tag === 'kit/cancelled');
  assert.equal(begun, 1);
});

test('a wait ends with the signal although the promise never settles', async () => {
  const controller = new AbortController();
  const wait = orCancelled(new Promise(() => {}), controller.signal);
  controller.abort();
  await assert.rejects(wait, (error) => problemOf(error)?.tag === 'kit/cancelled');
  assert.equal(await orCancelled(Promise.resolve(3), never), 3);
});

test('a promise that fails after a cancellation that came first is no unhandled rejection', async () => {
  const controller = new AbortController();
  controller.abort();
  const late = turn().then(() => Promise.reject(new Error('too late to matter')));
  const wait = orCancelled(late, controller.signal);
  await assert.rejects(wait, (error) => problemOf(error)?.tag === 'kit/cancelled');
  // An unhandled rejection would fail this test in one of these turns.
  await turn();
  await turn();
});
