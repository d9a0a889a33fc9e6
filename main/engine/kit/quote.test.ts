import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { quote } from './quote';

const nasty = [
  'plain',
  '',
  ' leading and trailing ',
  "it's",
  '"double"',
  '$(touch /tmp/x)',
  '`id`',
  'a\nb',
  '\\',
  '!history',
  '-rf',
  '*',
  'ünï',
  '\u001b[31m',
  "''\\''",
];

test('every nasty string arrives in a POSIX shell as one unchanged word', {
  skip: process.platform === 'win32' && 'no sh here',
}, () => {
  const script = `printf '%s\\0' ${nasty.map(quote).join(' ')}`;
  const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual(stdout.split('\0').slice(0, -1), nasty);
});

test('a NUL byte is refused instead of cutting the word', () => {
  assert.throws(() => quote('a\0b'), RangeError);
});
