import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { DownFrame } from '../../../preload/contract/wire';
import { type LogEntry, logTo } from '../kit/log';
import { serve } from './index';

interface Context {
  signal: AbortSignal;
  emit(value: unknown): Promise<void>;
}

/** A wire that copies frames as a message port does. */
function portLike() {
  const frames: DownFrame[] = [];
  const logged: LogEntry[] = [];
  const served = serve({
    handlers: {
      transfers: {
        list: async (_input: unknown, { signal, emit }: Context) => {
          await emit([]);
          await wait(1);
          await emit([uncloneable]);
          await new Promise<void>((done) => {
            signal.addEventListener('abort', () => done(), { once: true });
          });
        },
        upload: async () => ({ id: uncloneable }) as never,
        download: async () => ({ id: 'fine' }),
      } as never,
    },
    wire: { send: (frame) => void frames.push(structuredClone(frame)) },
    log: logTo((entry) => void logged.push(entry)),
  });
  const ended = async (id: number) => {
    for (;;) {
      const end = frames.find((frame) => frame.type === 'end' && frame.id === id);
      if (end?.type === 'end') return end.outcome;
      await wait(1);
    }
  };
  return { served, ended, frames, logged };
}
const uncloneable = () => {};
const server = 'gpu1';
const grant = '00000000-0000-4000-8000-000000000000';

test('an answer that cannot be copied is an incident of its call alone', {
  timeout: 5000,
}, async () => {
  const { served, ended, logged } = portLike();
  const input = { server, grants: [grant], destination: '/a' };
  served.receive({ type: 'open', id: 1, procedure: 'transfers.upload', input });
  const outcome = await ended(1);
  assert.equal(outcome.ok || outcome.problem.tag, 'bug/incident');
  assert.ok(logged.some(({ text }) => text === 'incident'));
  const more = { server, paths: ['/a'], grant };
  served.receive({ type: 'open', id: 2, procedure: 'transfers.download', input: more });
  assert.ok((await ended(2)).ok);
});

test('an event that cannot be copied ends its watch, also when a timer sends it', {
  timeout: 5000,
}, async () => {
  const { served, ended } = portLike();
  served.receive({ type: 'open', id: 1, procedure: 'transfers.list', input: {} });
  await wait(10);
  served.receive({ type: 'ack', id: 1, count: 1 });
  const outcome = await ended(1);
  assert.equal(outcome.ok || outcome.problem.tag, 'bug/incident');
});
