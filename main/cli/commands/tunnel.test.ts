import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../exit-codes';
import { parseTarget } from './tunnel';

test('where a tunnel leads', () => {
  assert.deepEqual(parseTarget('8080:127.0.0.1:80'), {
    target: { kind: 'tcp', host: '127.0.0.1', port: 80 },
    localPort: 8080,
  });
  assert.deepEqual(parseTarget('0:[::1]:80').target, { kind: 'tcp', host: '::1', port: 80 });
  assert.deepEqual(parseTarget('jupyter', '9999'), {
    target: { kind: 'jupyter' },
    localPort: 9999,
  });
});

test('a SOCKS proxy, at a port of its own', () => {
  assert.deepEqual(parseTarget('socks'), { target: { kind: 'socks' }, localPort: 0 });
  assert.deepEqual(parseTarget('socks', '1080').localPort, 1080);
});

test('what leads nowhere is refused', () => {
  for (const text of [
    '',
    '80',
    '1:2',
    'x:host:1',
    '1:host:0',
    '70000:host:1',
    '1:ho st:2',
    '1::2',
  ]) {
    assert.throws(() => parseTarget(text), UsageError, text);
  }
  assert.throws(() => parseTarget('1:host:2', '3'), UsageError);
});
