/** The pool over real worker threads that do as a test tells them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { silentLog } from '../engine/kit/log';
import type { ToWorker, WorkerRole } from '../worker/messages';
import { createWorkerPool, type Loss } from './worker-pool';

/**
 * Answers a frame with the same frame, ends by itself on the frame `die`, and takes the frame `deaf`
 * as the order not to hear `shut-down` any more. After `swell` its beats tell of too many buffers.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  let bufferMiB = 0;
  setInterval(() => parentPort.postMessage({ type: 'beat', bufferMiB }), 1000);
  let deaf = false;
  parentPort.on('message', (message) => {
    if (message.type === 'shut-down' && !deaf) parentPort.postMessage({ type: 'closed' });
    if (message.frame === 'die') process.exit(1);
    if (message.frame === 'throw') setImmediate(() => { throw new Error('asked for'); });
    if (message.frame === 'hoard') { const kept = []; for (;;) kept.push(new Array(1e6).fill(kept)); }
    if (message.frame === 'swell') bufferMiB = 100_000;
    if (message.frame === 'deaf') deaf = true;
    if (message.type === 'frame') parentPort.postMessage(message);
  });
  parentPort.postMessage({ type: 'frame', page: 0, frame: 'hello from ' + workerData.role });
`;

let folder = '';
let entry = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labmate-pool-'));
  entry = join(folder, 'worker.cjs');
  await writeFile(entry, program);
});
after(() => rm(folder, { recursive: true, force: true }));

/** A pool, and what it tells; `until` resolves once something told satisfies the test. */
function poolOf(t: TestContext) {
  const frames: { role: WorkerRole; frame: unknown }[] = [];
  const losses: Loss[] = [];
  let changed = () => {};
  const told = () => changed();
  const pool = createWorkerPool({
    entry,
    setup: { paths: { data: folder, ssh: folder, resources: folder }, testProcedures: true },
    log: silentLog,
  });
  pool.listen({
    onMessage(role, message) {
      if (message.type === 'frame') frames.push({ role, frame: message.frame });
      told();
    },
    onLoss(loss) {
      losses.push(loss);
      told();
    },
  });
  t.after(() => pool.close());
  const until = async (done: () => boolean) => {
    while (!done()) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };
  const has = (role: WorkerRole, frame: unknown) =>
    frames.filter((told) => told.role === role && told.frame === frame).length;
  return { pool, frames, losses, until, has };
}
const frame = (text: string): ToWorker => ({ type: 'frame', page: 1, frame: text });

test('link starts at once, the others with their first message', async (t) => {
  const { pool, frames, until, has } = poolOf(t);
  await until(() => has('link', 'hello from link') > 0);
  assert.equal(frames.filter(({ role }) => role !== 'link').length, 0);
  pool.send('compute', frame('x'));
  await until(() => has('compute', 'x') > 0);
  assert.equal(has('compute', 'hello from compute'), 1);
});

test('a worker that ends is told as lost and replaced; what came meanwhile reaches the next', async (t) => {
  const { pool, losses, until, has } = poolOf(t);
  pool.send('bulk', frame('x'));
  await until(() => has('link', 'hello from link') === 1 && has('bulk', 'x') === 1);
  pool.send('link', frame('die'));
  await until(() => losses.length === 1);
  pool.send('link', frame('sent while nobody was there'));
  await until(() => has('link', 'sent while nobody was there') === 1);
  assert.equal(has('link', 'hello from link'), 2);
  assert.deepEqual(
    losses.map(({ role, cause }) => ({ role, cause })),
    [{ role: 'link', cause: 'crashed' }],
  );
  assert.equal(has('bulk', 'hello from bulk'), 1, 'the other one lives on');
});

test('an error that nobody catches, and a full heap, are told apart', async (t) => {
  const { pool, losses, until } = poolOf(t);
  pool.send('link', frame('throw'));
  await until(() => losses.length === 1);
  pool.send('compute', frame('hoard'));
  await until(() => losses.length === 2);
  assert.deepEqual(
    losses.map(({ role, cause }) => [role, cause]),
    [
      ['link', 'crashed'],
      ['compute', 'out-of-memory'],
    ],
  );
});

test('a worker whose buffers outgrow their limit is replaced; the others live on', async (t) => {
  const { pool, losses, until, has } = poolOf(t);
  pool.send('bulk', frame('x'));
  await until(() => has('link', 'hello from link') === 1 && has('bulk', 'x') === 1);
  pool.send('link', frame('swell'));
  await until(() => has('link', 'hello from link') === 2);
  assert.deepEqual(
    losses.map(({ role, cause }) => [role, cause]),
    [['link', 'out-of-memory']],
  );
  assert.equal(has('bulk', 'hello from bulk'), 1);
});

test('closing ends a worker that does not listen, starts none, and is no loss', async (t) => {
  const { pool, frames, losses, until, has } = poolOf(t);
  pool.send('bulk', frame('deaf'));
  await until(() => has('bulk', 'deaf') === 1);
  const closed = pool.close();
  pool.send('compute', frame('too late'));
  await closed;
  const before = frames.length;
  pool.send('link', frame('too late'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(frames.length, before);
  assert.equal(frames.filter(({ role }) => role === 'compute').length, 0);
  assert.deepEqual(losses, []);
});
