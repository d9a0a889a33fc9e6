import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ForwardKind, forwardText, readForward } from './forwards';

const text = (kind: ForwardKind, ...words: string[]) => {
  const forward = readForward(kind, words);
  return forward && forwardText(forward);
};

test('ports, addresses, sockets and SOCKS', () => {
  assert.equal(text('local', '8888', 'localhost:80'), '8888 [localhost]:80');
  assert.equal(text('local', '[::1]:8', '[::2]:80'), '[::1]:8 [::2]:80');
  assert.equal(text('local', '::1/8', 'a/80'), '[::1]:8 [a]:80');
  assert.equal(text('local', '/tmp/a.sock', '/run/b.sock'), '/tmp/a.sock /run/b.sock');
  assert.equal(text('local', '10', '/run/b.sock'), '10 /run/b.sock');
  assert.equal(text('dynamic', 'localhost:1080'), '[localhost]:1080');
  assert.equal(text('remote', '1080'), '1080');
  assert.equal(text('remote', '0', 'localhost:22'), '0 [localhost]:22');
});

test('what ssh refuses', () => {
  for (const words of [
    [],
    ['8'],
    ['8', '80'],
    ['8', ':80'],
    ['99999', 'a:1'],
    ['8', 'a:b'],
    ['1', 'a:1', 'x'],
  ]) {
    assert.equal(text('local', ...words), undefined, words.join(' '));
  }
  assert.equal(text('dynamic', '1', 'a:1'), undefined);
});
