import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuestionBody } from '../../../preload/contract/questions';
import { createQuestionBoard } from './board';

const password: QuestionBody = {
  kind: 'password',
  server: 'gpu1',
  user: 'asha',
  host: 'gpu1',
  attempt: 1,
};
const never = new AbortController().signal;
const there = () => true;

test('an answer of the right kind reaches the one who asked and closes the question', async () => {
  const board = createQuestionBoard({ somebodyThere: there });
  const asked = board.ask(password, never);
  const [open] = board.feed.value;
  assert.ok(open);
  assert.equal(board.answer(open.id, { kind: 'yes' }), false, 'a yes is no password');
  assert.equal(board.answer(open.id, { kind: 'secret', secret: 'x', remember: false }), true);
  assert.deepEqual(await asked, { kind: 'secret', secret: 'x', remember: false });
  assert.equal(board.feed.value.length, 0);
  assert.equal(board.answer(open.id, { kind: 'dismissed' }), false, 'answered once only');
});

test('expiry, cancellation, a closed window and an absent one all mean dismissed', async () => {
  const quick = createQuestionBoard({ somebodyThere: there, lifetimeMs: 5 });
  assert.deepEqual(await quick.ask(password, never), { kind: 'dismissed' });

  const board = createQuestionBoard({ somebodyThere: there });
  const controller = new AbortController();
  const asked = board.ask(password, controller.signal);
  controller.abort();
  assert.deepEqual(await asked, { kind: 'dismissed' });
  assert.deepEqual(await board.ask(password, controller.signal), { kind: 'dismissed' });

  const open = board.ask(password, never);
  board.dismissAll();
  assert.deepEqual(await open, { kind: 'dismissed' });

  const lonely = createQuestionBoard({ somebodyThere: () => false });
  assert.deepEqual(await lonely.ask(password, never), { kind: 'dismissed' });
  assert.equal(lonely.feed.value.length, 0);
});
