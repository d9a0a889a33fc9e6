import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesHostLine, matchesPattern } from '../../kit/host-patterns';
import { splitArguments, tokenize } from './tokenize';

test('words, quotes, escapes and comments', () => {
  assert.deepEqual(splitArguments('a  "b c"\td'), ['a', 'b c', 'd']);
  assert.deepEqual(splitArguments('x"y z"w'), ['xy zw']);
  assert.deepEqual(splitArguments('a # rest'), ['a']);
  assert.deepEqual(splitArguments('a#b'), ['a#b']);
  assert.deepEqual(splitArguments('""'), ['']);
  assert.deepEqual(splitArguments('C:\\Users\\me'), ['C:\\Users\\me']);
  assert.equal(splitArguments('"open'), undefined);
  assert.equal(splitArguments("it's"), undefined);
});

test('keyword and value, with or without an equals sign', () => {
  for (const text of ['Port 22', ' port=22', 'PORT = 22 ', '\tPort\t22\r', '"Port" 22']) {
    const line = tokenize(text);
    assert.equal(line.kind, 'directive', text);
    if (line.kind !== 'directive') return;
    assert.equal(line.keyword, 'port', text);
    assert.deepEqual(line.args, ['22'], text);
  }
  assert.equal(tokenize('  # comment').kind, 'empty');
  assert.equal(tokenize('').kind, 'empty');
  assert.deepEqual(tokenize('User "a'), { kind: 'fault', fault: 'quotes', spelling: 'User' });
});

test('a command keeps its quotes', () => {
  const line = tokenize('ProxyCommand = sh -c "nc %h %p" it\'s');
  assert.equal(line.kind === 'directive' && line.rest, 'sh -c "nc %h %p" it\'s');
});

test('patterns', () => {
  assert.ok(matchesPattern('gpu12', 'gpu*'));
  assert.ok(matchesPattern('gpu12', '*1*'));
  assert.ok(!matchesPattern('gpu12', 'gpu?'));
  assert.ok(matchesPattern('', '*'));
  assert.ok(!matchesHostLine('gpu9', ['gpu*', '!gpu9']));
  assert.ok(!matchesHostLine('a', ['!b']), 'a negation alone matches nothing');
});

test('a hostile pattern does not take for ever', () => {
  assert.equal(matchesPattern('a'.repeat(5000), `${'a*'.repeat(2000)}b`), false);
});
