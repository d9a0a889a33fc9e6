import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatName, parseName } from './names';

test('typed names', () => {
  const parse = (name: string) => {
    const { host, user, port } = parseName(name) ?? {};
    return [user, host, port];
  };
  assert.deepEqual(parse('gpu1'), [undefined, 'gpu1', undefined]);
  assert.deepEqual(parse('asha@gpu1'), ['asha', 'gpu1', undefined]);
  assert.deepEqual(parse('asha@gpu1:2222'), ['asha', 'gpu1', 2222]);
  assert.deepEqual(parse('a@b@gpu1'), ['a@b', 'gpu1', undefined]);
  assert.deepEqual(parse('[::1]:2222'), [undefined, '::1', 2222]);
  assert.deepEqual(parse('me@[fe80::1%eth0]'), ['me', 'fe80::1%eth0', undefined]);
  assert.deepEqual(parse('me@fe80::1'), ['me', 'fe80::1', undefined]);
});

test('what cannot be a server', () => {
  const bad = ['', '-oProxyCommand=x', 'a b', 'a\nb', '@x', 'x@', 'x@-y', '-u@x', 'x:0', 'x:70000'];
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.equal(parseName(name), undefined, name);
  }
  for (const name of [...bad, 'x:', 'x:y', '[::1', '[::1]22', 'a@[]']) {
    assert.equal(parseName(name), undefined, name);
  }
});

test('names are written as they are read', () => {
  for (const name of ['gpu1', 'asha@gpu1:2222', '[::1]:22', 'me@::1']) {
    const typed = parseName(name);
    assert.ok(typed);
    assert.equal(formatName(typed), name);
  }
});
