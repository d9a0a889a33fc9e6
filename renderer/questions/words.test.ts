import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiryWords, groupedFingerprint, questionWords, refusedWords } from './words';

test('a fingerprint is grouped without losing a character', () => {
  const fingerprint = 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDQzxu1Vn0mpIPSBUs';
  const { algorithm, groups } = groupedFingerprint(fingerprint);
  assert.equal(`${algorithm}:${groups.join('')}`, fingerprint);
  assert.ok(groups.every((group) => group.length <= 4));
  assert.deepEqual(groupedFingerprint('abc'), { algorithm: '', groups: ['abc'] });
});

test('the time left is in words', () => {
  assert.equal(expiryWords(299), '');
  assert.match(expiryWords(65), /1 min 05 s/);
  assert.match(expiryWords(9.4), / 9 s /);
  assert.match(expiryWords(0), /expired/);
});

test('a second try says that the first was wrong', () => {
  const base = { server: 'gpu1', kind: 'passphrase', keyFile: '~/.ssh/id_ed25519' } as const;
  assert.match(refusedWords({ ...base, attempt: 2 }) ?? '', /did not open/);
  assert.equal(refusedWords({ ...base, attempt: 1 }), undefined);
  const word = { server: 'gpu1', kind: 'password', user: 'a', host: 'h' } as const;
  assert.equal(refusedWords({ ...word, attempt: 3 }), 'h did not accept that password.');
  const { intro } = questionWords({ ...word, attempt: 3 });
  assert.doesNotMatch(intro, /did not accept/, 'told once');
  assert.match(intro, /lock your account/);
});

test('who is connected already learns why the server asks again', () => {
  const base = { server: 'gpu1', kind: 'password', user: 'a', host: 'h' } as const;
  assert.match(questionWords({ ...base, attempt: 1 }, true).intro, /connection of their own/);
  assert.doesNotMatch(questionWords({ ...base, attempt: 1 }).intro, /connection of their own/);
  assert.doesNotMatch(questionWords({ ...base, attempt: 2 }, true).intro, /of their own/);
});
