/** What the client does when listeners fail or leave at odd moments; the rest is in e2e/wire. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DownFrame, UpFrame } from '../../preload/contract/wire';
import { createClient } from './client';

/** A client whose other side is the test. */
function clientOfTest() {
  const sent: UpFrame[] = [];
  let deliver: (frame: DownFrame) => void = () => {};
  const client = createClient({
    post: (frame) => void sent.push(frame),
    listen(callback) {
      deliver = callback;
      return () => {
        deliver = () => {};
      };
    },
  });
  return { client, sent, deliver: (frame: DownFrame) => deliver(frame) };
}

/** Keeps timers from running by themselves; the returned function runs those that are set. */
function holdTimers(t: TestContext): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const set = new Map<number, () => void>();
  const held = (run: () => void) => set.set(set.size + 1, run).size;
  const released = (timer: number) => set.delete(timer);
  Object.assign(globalThis, { setTimeout: held, clearTimeout: released });
  t.after(() => Object.assign(globalThis, { setTimeout, clearTimeout }));
  return () => {
    for (const run of set.values()) run();
  };
}

const lost: DownFrame = {
  type: 'end',
  id: 1,
  outcome: { ok: false, problem: { tag: 'worker/lost', what: 'x', next: [], facts: {} } },
};
const types = (sent: readonly UpFrame[]) => sent.map(({ type }) => type);

test('a listener that throws is acknowledged all the same, and its error is not hidden', () => {
  const { client, sent, deliver } = clientOfTest();
  const seen: unknown[] = [];
  client.watch(
    'transfers.list',
    {},
    {
      onEvent(entries) {
        seen.push(entries);
        if (seen.length === 1) throw new TypeError('a bug in a panel');
      },
    },
  );
  assert.throws(() => deliver({ type: 'event', id: 1, value: [] }), TypeError);
  deliver({ type: 'event', id: 1, value: [] });
  assert.deepEqual(types(sent), ['open', 'ack', 'ack']);
  assert.equal(seen.length, 2);
});

test('a watch that is stopped before it could be opened again ends once, and stays closed', (t) => {
  const runTimers = holdTimers(t);
  const { client, sent, deliver } = clientOfTest();
  const ends: string[] = [];
  const stop = client.watch(
    'transfers.list',
    {},
    {
      onEvent() {},
      onEnd: (outcome) => void ends.push(outcome.ok ? 'ok' : outcome.problem.tag),
    },
  );
  deliver(lost);
  stop();
  stop();
  runTimers();
  assert.deepEqual(types(sent), ['open']);
  assert.deepEqual(ends, ['kit/cancelled']);
});

test('a client that was disposed of opens nothing again', (t) => {
  const runTimers = holdTimers(t);
  const { client, sent, deliver } = clientOfTest();
  client.watch('transfers.list', {}, { onEvent() {} });
  deliver(lost);
  client.dispose();
  runTimers();
  assert.deepEqual(types(sent), ['open']);
});
