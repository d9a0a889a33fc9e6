import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../kit/outcome';
import { Retry, returnsWithLink } from './retry';

test('pauses grow, and begin anew after a success', () => {
  const retry = new Retry();
  /** The seconds at which it was due, looked at each second as the room does. */
  const dueWithin = (from: number, to: number) => {
    const at: number[] = [];
    for (let second = from; second <= to; second += 1)
      if (retry.due(second * 1000)) at.push(second);
    return at;
  };
  assert.deepEqual(dueWithin(0, 40), [2, 8, 24]);
  retry.reset();
  assert.deepEqual(dueWithin(100, 103), [102]);
});

test('only what the link did is tried again by itself', () => {
  const of = (tag: string) => returnsWithLink(problem(tag, 'x', { next: [] }));
  assert.ok(of('files/link-lost') && of('connections/lost') && of('connections/refused'));
  assert.ok(!of('files/permission-denied') && !of('files/disk-full'));
  assert.ok(!of('connections/disconnected') && !of('connections/sign-in-refused'));
});
