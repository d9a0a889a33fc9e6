import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openableUrl, opensLink } from './links';

test('only http and https open', () => {
  assert.equal(openableUrl('https://wandb.ai/x'), 'https://wandb.ai/x');
  assert.equal(openableUrl('HTTP://gpu1:8888/lab'), 'http://gpu1:8888/lab');
  for (const text of ['file:///etc/passwd', 'javascript:alert(1)', 'ssh://x', 'smb://x/y', 'x', ''])
    assert.equal(openableUrl(text), null, text);
});

test('a link shows where it really goes', () => {
  assert.equal(openableUrl('https://exаmple.com/'), 'https://xn--exmple-4nf.com/');
});

test('only Ctrl, or Cmd on a Mac, opens', () => {
  assert.equal(opensLink({ ctrlKey: false, metaKey: false }, false), false);
  assert.equal(opensLink({ ctrlKey: true, metaKey: false }, false), true);
  assert.equal(opensLink({ ctrlKey: true, metaKey: false }, true), false);
  assert.equal(opensLink({ ctrlKey: false, metaKey: true }, true), true);
});
