/** Who looks elsewhere is told of each question once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from '../../preload/contract/questions';
import type { Notification } from '../engine/host';
import { StateFeed } from '../engine/kit/state-feed';
import { noticeQuestions } from './question-ears';

const password = (id: string): Question => ({
  id,
  expiresAt: 0,
  body: { kind: 'password', server: 'gpu1', user: 'asha', host: '10.0.0.7', attempt: 1 },
});

test('each question gives one notice, for as long as it stays open', () => {
  const feed = new StateFeed<readonly Question[]>([password('1')]);
  const given: Notification[] = [];
  const stop = noticeQuestions({ feed }, (note) => given.push(note));
  feed.set([password('1'), password('2')]);
  feed.set([password('2')]);
  assert.equal(given.length, 2);
  assert.deepEqual(given[0], {
    kind: 'question-waiting',
    title: 'gpu1 waits for your answer',
    body: 'A password is needed to sign in.',
    server: 'gpu1',
  });
  feed.set([]);
  feed.set([password('2')]);
  assert.equal(given.length, 3, 'asked anew, told anew');
  stop();
  feed.set([password('4')]);
  assert.equal(given.length, 3);
});
