/** What the relay keeps of pages and calls; the way of frames through it is tested in e2e/wire. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownFrame } from '../../preload/contract/wire';
import { type LogEntry, logTo } from '../engine/kit/log';
import type { ToWorker, WorkerRole } from '../worker/messages';
import { createRelay } from './relay';

function relayOfTest() {
  const sent: { role: WorkerRole; message: ToWorker }[] = [];
  const logged: LogEntry[] = [];
  const relay = createRelay({
    pool: { send: (role, message) => void sent.push({ role, message }) },
    handlers: {},
    log: logTo((entry) => logged.push(entry)),
    testProcedures: false,
  });
  const connect = () => {
    const received: DownFrame[] = [];
    const state = { closed: 0 };
    const page = relay.connect({
      post: (frame) => void received.push(frame),
      close() {
        state.closed += 1;
      },
    });
    return { page, received, state };
  };
  return { relay, sent, logged, connect };
}

const open = (id: number, procedure: string) => ({ type: 'open', id, procedure, input: {} });
const end = (id: number) => ({ type: 'end', id, outcome: { ok: true, value: id } });

test('a page that goes is told to each worker that knew it, also without an open call', () => {
  const { relay, sent, connect } = relayOfTest();
  const { page, state } = connect();
  assert.equal(relay.pageCount, 1);
  page.receive(open(1, 'servers.list'));
  page.receive(open(2, 'transfers.list'));
  relay.fromWorker({ type: 'frame', page: page.page, frame: end(2) });
  sent.length = 0;
  page.close();
  page.close();
  assert.deepEqual(sent, [
    { role: 'link', message: { type: 'page-closed', page: page.page } },
    { role: 'bulk', message: { type: 'page-closed', page: page.page } },
  ]);
  assert.equal(state.closed, 1);
  assert.equal(relay.pageCount, 0);
});

test('the successor of a lost worker hears only of pages that called it', () => {
  const { relay, sent, connect } = relayOfTest();
  const { page } = connect();
  page.receive(open(1, 'servers.list'));
  relay.workerLost({ role: 'link', cause: 'crashed', at: 0 });
  sent.length = 0;
  page.close();
  assert.deepEqual(sent, []);
});

test('a lost worker ends its own calls of every page, and each of them once', () => {
  const { relay, connect } = relayOfTest();
  const [one, two] = [connect(), connect()];
  one.page.receive(open(1, 'servers.list'));
  one.page.receive(open(2, 'transfers.list'));
  two.page.receive(open(1, 'terminals.list'));
  for (let n = 0; n < 2; n += 1) relay.workerLost({ role: 'link', cause: 'stuck', at: 0 });
  for (const { received } of [one, two]) {
    assert.equal(received.length, 1);
    const [frame] = received;
    assert.ok(frame?.type === 'end' && frame.id === 1 && !frame.outcome.ok);
    assert.equal(frame.outcome.problem.tag, 'worker/lost');
    assert.equal(frame.outcome.problem.facts.cause, 'stuck');
  }
});

test('one id is one call: a second open is refused until the first has ended', () => {
  const { relay, sent, logged, connect } = relayOfTest();
  const { page } = connect();
  page.receive(open(1, 'servers.list'));
  page.receive(open(1, 'transfers.list'));
  assert.equal(sent.length, 1);
  assert.equal(logged.at(-1)?.text, 'refused a call id in use');
  relay.fromWorker({ type: 'frame', page: page.page, frame: end(1) });
  page.receive(open(1, 'transfers.list'));
  assert.equal(sent.at(-1)?.role, 'bulk');
});

test('frames go to their own page, never to one that has gone, and never malformed', () => {
  const { relay, logged, connect } = relayOfTest();
  const [gone, here] = [connect(), connect()];
  gone.page.receive(open(1, 'servers.list'));
  gone.page.close();
  relay.fromWorker({ type: 'frame', page: gone.page.page, frame: end(1) });
  relay.fromWorker({ type: 'frame', page: here.page.page, frame: { type: 'end', id: 'x' } });
  assert.deepEqual([...gone.received, ...here.received], []);
  assert.equal(logged.at(-1)?.text, 'a worker sent a malformed frame');
});

test('an ack or a cancel of a call that has ended goes nowhere', () => {
  const { sent, connect } = relayOfTest();
  const { page, received } = connect();
  page.receive({ type: 'ack', id: 9, count: 1 });
  page.receive({ type: 'cancel', id: 9 });
  assert.deepEqual([sent, received], [[], []]);
});
