import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateFeed } from './state-feed';

test('a watcher gets the present value, then every change, until it leaves', () => {
  const feed = new StateFeed(1);
  const seen: number[] = [];
  const leave = feed.follow((value) => seen.push(value));
  feed.set(2);
  feed.update((value) => value + 1);
  leave();
  feed.set(4);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(feed.value, 4);
});

test('a watcher that changes the value leaves nobody with an older one', () => {
  const feed = new StateFeed(1);
  const seen: number[] = [];
  feed.follow((value) => {
    if (value === 2) feed.set(3);
  });
  feed.follow((value) => seen.push(value));
  feed.set(2);
  assert.equal(seen.at(-1), 3);
});

test('a watcher that another one took out in the same change is not told', () => {
  const feed = new StateFeed(1);
  const seen: number[] = [];
  let leave = () => {};
  feed.follow((value) => {
    if (value === 2) leave();
  });
  leave = feed.follow((value) => seen.push(value));
  feed.set(2);
  assert.deepEqual(seen, [1]);
});

test('following until a signal ends with it, and leaves the feed', async () => {
  const feed = new StateFeed(1);
  const controller = new AbortController();
  const seen: number[] = [];
  const followed = feed.followUntil(controller.signal, (value) => seen.push(value));
  feed.set(2);
  controller.abort();
  await followed;
  feed.set(3);
  assert.deepEqual(seen, [1, 2]);

  await feed.followUntil(controller.signal, () => assert.fail('the signal had fired before'));
  // The signal fires while the present value is handed over.
  const early = new AbortController();
  await feed.followUntil(early.signal, () => early.abort());
});
