import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { StateFeed } from '../../main/engine/kit/state-feed';
import type { TransferEntry } from '../../preload/contract/transfers';
import { memoryWire } from './memory-wire';

/** Lets every frame that is under way arrive. */
async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await tick();
}

test('an ask is answered through client, relay and serve', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  assert.deepEqual(await wire.client.ask('diagnostics.echo', { text: 'hé\0' }), {
    ok: true,
    value: { text: 'hé\0' },
  });
});

test('cancelled before: nothing crosses the wire', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const controller = new AbortController();
  controller.abort();
  const outcome = await wire.client.ask('diagnostics.hang', {}, { signal: controller.signal });
  assert.equal(outcome.ok || outcome.problem.tag, 'kit/cancelled');
  await settle();
  assert.equal(wire.toWorkers.length, 0);
});

test('cancelled during: the handler at the bottom sees the signal', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const controller = new AbortController();
  const asked = wire.client.ask('diagnostics.hang', {}, { signal: controller.signal });
  await settle();
  const before = await wire.client.ask('diagnostics.hangs', {});
  assert.deepEqual(before, { ok: true, value: { running: 1, cancelled: 0 } });
  controller.abort();
  const outcome = await asked;
  assert.equal(outcome.ok || outcome.problem.tag, 'kit/cancelled');
  await settle();
  const after = await wire.client.ask('diagnostics.hangs', {});
  assert.deepEqual(after, { ok: true, value: { running: 0, cancelled: 1 } });
});

test('cancelled after: the answer stands and no frame is sent', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const controller = new AbortController();
  const outcome = await wire.client.ask(
    'diagnostics.echo',
    { text: 'x' },
    { signal: controller.signal },
  );
  await settle();
  const sent = wire.toWorkers.length;
  controller.abort();
  await settle();
  assert.equal(outcome.ok, true);
  assert.equal(wire.toWorkers.length, sent);
});

test('delivery all: every event arrives in order, and the sender waits for credit', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const seen: number[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ended = new Promise<unknown>((resolve) => {
    wire.client.watch(
      'diagnostics.countAll',
      { to: 1000 },
      {
        async onEvent(n) {
          seen.push(n);
          await held;
        },
        onEnd: resolve,
      },
    );
  });
  await settle();
  assert.equal(seen.length, 64, 'no more than the window without acknowledgement');
  release();
  assert.deepEqual(await ended, { ok: true, value: { sent: 1000 } });
  assert.deepEqual(
    seen,
    Array.from({ length: 1000 }, (_, n) => n + 1),
  );
});

test('delivery latest: old events are dropped, the last one never is', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const seen: number[] = [];
  await new Promise<unknown>((resolve) => {
    wire.client.watch(
      'diagnostics.countLatest',
      { to: 100_000 },
      {
        onEvent: (n) => void seen.push(n),
        onEnd: resolve,
      },
    );
  });
  assert.equal(seen.at(-1), 100_000);
  assert.ok(seen.length < 1000, `${seen.length} events came`);
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    seen,
  );
});

test('a watch that is cancelled ends its handler', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const stop = wire.client.watch(
    'diagnostics.countAll',
    { to: 1_000_000_000 },
    {
      onEvent: () => new Promise(() => {}),
    },
  );
  await settle();
  stop();
  await settle();
  const ends = wire.received.filter((frame) => frame.type === 'end');
  assert.equal(ends.length, 1);
});

test('a lost worker ends its asks with a problem and its watches live again', async (t) => {
  const feed = new StateFeed<TransferEntry[]>([]);
  const never = () => Promise.reject(new Error('not called in this test'));
  const wire = memoryWire({
    transfers: {
      list: (_input, { signal, emit }) => feed.followUntil(signal, (all) => void emit(all)),
      upload: never,
      download: never,
      cancel: never,
      retry: never,
      dismiss: never,
    },
  });
  t.after(wire.dispose);
  let snapshots = 0;
  let interrupted = 0;
  let arrived = () => {};
  const again = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  wire.client.watch(
    'transfers.list',
    {},
    {
      onEvent() {
        snapshots += 1;
        if (snapshots === 2) arrived();
      },
      onInterrupted() {
        interrupted += 1;
      },
    },
  );
  const hanging = wire.client.ask('diagnostics.hang', {});
  await settle();
  assert.equal(snapshots, 1);

  wire.killWorker('bulk');
  await again;
  assert.equal(interrupted, 1);
  let answered = false;
  void hanging.then(() => {
    answered = true;
  });
  await settle();
  assert.equal(answered, false, 'the other worker lives on');

  wire.killWorker('link');
  const outcome = await hanging;
  assert.equal(outcome.ok || outcome.problem.tag, 'worker/lost');
});

test('malformed frames, unknown names and wrong inputs are refused and logged', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const bad: unknown[] = [
    null,
    'open',
    { type: 'open' },
    { type: 'open', id: -1, procedure: 'diagnostics.echo', input: {} },
    { type: 'ack', id: 1, count: 0 },
    { type: 'event', id: 1, value: 1 },
  ];
  for (const frame of bad) wire.sendRaw(frame);
  assert.equal(wire.logged.filter(({ text }) => text === 'refused a malformed frame').length, 6);
  assert.equal(wire.received.length, 0);

  for (const [id, procedure] of [
    [1, 'servers.everything'],
    [2, '__proto__.toString'],
    [3, 'diagnostics.constructor'],
    [4, 'diagnostics.echo.more'],
  ] as const) {
    wire.sendRaw({ type: 'open', id, procedure, input: {} });
  }
  wire.sendRaw({ type: 'open', id: 5, procedure: 'diagnostics.echo', input: { text: 7 } });
  await settle();
  const tags = wire.received.map((frame) =>
    frame.type === 'end' && !frame.outcome.ok ? frame.outcome.problem.tag : '?',
  );
  assert.deepEqual(tags, [...Array(4).fill('serve/unknown-procedure'), 'serve/invalid-input']);
});

test('a bug becomes an incident number; its stack stays in the log', async (t) => {
  const wire = memoryWire();
  t.after(wire.dispose);
  const outcome = await wire.client.ask('diagnostics.bug', {});
  assert.ok(!outcome.ok);
  assert.equal(outcome.problem.tag, 'bug/incident');
  assert.ok(!JSON.stringify(outcome).includes('diagnostics.ts'), 'no stack crosses');
  const entry = wire.logged.find(({ level }) => level === 'error');
  assert.equal(entry?.data?.incident, outcome.problem.facts.incident);
});
