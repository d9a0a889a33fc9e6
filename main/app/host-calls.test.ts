import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '../engine/kit/log';
import { createQuestionBoard } from '../engine/questions';
import type { ToWorker, WorkerRole } from '../worker/messages';
import { createHostDesk } from './host-calls';
import { createSecretShelf } from './secret-shelf';
import { createSecretStore } from './secret-store';
import { testCipher } from './test-cipher';

const folder = mkdtempSync(join(tmpdir(), 'host-calls-'));
after(() => rmSync(folder, { recursive: true }));

function desk() {
  const learned: string[] = [];
  const sent: { role: WorkerRole; message: ToWorker }[] = [];
  const board = createQuestionBoard({ somebodyThere: () => true });
  const made = createHostDesk({
    board,
    secrets: createSecretShelf(),
    store: createSecretStore(join(folder, 'secrets.json'), testCipher(), silentLog),
    log: silentLog,
    pool: { send: (role, message) => void sent.push({ role, message }) },
    redeemGrant: (grant) => (grant === 'good' ? '/home/asha/x' : undefined),
    makeGrant: (path) => `grant of ${path}`,
    learn: (secret) => void learned.push(secret),
    openPath: async () => {},
    systemProxy: async () => 'DIRECT',
    openUrl: async () => {
      throw new Error('no browser here');
    },
  });
  return { sent, board, learned, desk: made };
}

/** Promise callbacks of a call that does not wait for anything have run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const call = (id: number, method: string, ...args: unknown[]) =>
  ({ type: 'host-call', call: id, method, args }) as never;

test('secrets are kept for the session and forgotten on request', async () => {
  const { sent, desk: host } = desk();
  host.call('link', call(1, 'secretKeep', 'passphrase:k', 's3cret'));
  host.call('bulk', call(1, 'secretGet', 'passphrase:k'));
  host.call('link', call(2, 'secretForget', 'passphrase:k'));
  host.call('link', call(3, 'secretGet', 'passphrase:k'));
  await settled();
  assert.deepEqual(
    sent.map(({ role, message }) => [role, 'value' in message ? message.value : '?']),
    [
      ['link', undefined],
      ['bulk', 's3cret'],
      ['link', undefined],
      ['link', undefined],
    ],
  );
});

test('what the store keeps is given to every worker, learned by the log, and forgotten with the rest', async () => {
  const { sent, desk: host, learned } = desk();
  const answers = async (count: number) => {
    // Some wait for the disk.
    while (sent.length < count) await settled();
  };
  host.call('link', call(1, 'secretStore', 'password:a@h:22', 'kept-one'));
  await answers(1);
  host.call('bulk', call(1, 'secretGet', 'password:a@h:22'));
  await answers(2);
  host.call('link', call(2, 'secretForget', 'password:a@h:22'));
  await answers(3);
  host.call('bulk', call(2, 'secretGet', 'password:a@h:22'));
  await answers(4);
  const values = sent.map(({ message }) => ('value' in message ? message.value : '?'));
  assert.deepEqual(values, [true, 'kept-one', undefined, undefined]);
  assert.deepEqual(learned, ['kept-one', 'kept-one']);
});

test('a host call that fails is answered with its message', async () => {
  const { sent, desk: host } = desk();
  host.call('link', call(7, 'openUrl', 'http://127.0.0.1/'));
  await settled();
  assert.deepEqual(sent, [
    {
      role: 'link',
      message: { type: 'host-answer', call: 7, ok: false, message: 'Error: no browser here' },
    },
  ]);
});

test('a cancelled question is dismissed', async () => {
  const { sent, board, desk: host } = desk();
  host.call('link', call(1, 'ask', { kind: 'confirm', server: 'gpu1' }));
  assert.equal(board.feed.value.length, 1);
  host.cancel('link', 1);
  await settled();
  assert.equal(board.feed.value.length, 0);
  assert.deepEqual(sent[0]?.message, {
    type: 'host-answer',
    call: 1,
    ok: true,
    value: { kind: 'dismissed' },
  });
});

test('the successor of a lost worker never gets the answer to its predecessor', async () => {
  const { sent, board, desk: host } = desk();
  host.call('link', call(1, 'ask', { kind: 'password', server: 'gpu1' }));
  host.workerLost('link');
  await settled();
  assert.equal(board.feed.value.length, 0, 'its question is gone');
  assert.deepEqual(sent, []);
  // The new worker numbers its calls from one again.
  host.call('link', call(1, 'redeemGrant', 'good'));
  await settled();
  assert.deepEqual(
    sent.map(({ message }) => message),
    [{ type: 'host-answer', call: 1, ok: true, value: '/home/asha/x' }],
  );
});
