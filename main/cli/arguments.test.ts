import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OptionSpec, parseArguments } from './arguments';
import { UsageError } from './exit-codes';
import { visible } from './output';
import { parsePlace } from './place';
import { readKeys } from './terminal';

const options: OptionSpec[] = [
  { name: 'json', help: '' },
  { name: 'tty', short: 't', help: '' },
  { name: 'verbose', short: 'v', help: '' },
  { name: 'port', value: 'n', help: '' },
];

function parse(line: string, wordsBeforeCommand?: number) {
  const rules = wordsBeforeCommand === undefined ? { options } : { options, wordsBeforeCommand };
  const { switches, values, words } = parseArguments(line.split(' '), rules);
  return [[...switches].sort().join(), [...values].join(';'), words.join(' ')];
}

test('options may stand before and after words, and -- ends them', () => {
  assert.deepEqual(parse('--json gpu1 -t'), ['json,tty', '', 'gpu1']);
  assert.deepEqual(parse('gpu1 -tv --port 7'), ['tty,verbose', 'port,7', 'gpu1']);
  assert.deepEqual(parse('--port=7 -- --json'), ['', 'port,7', '--json']);
  assert.deepEqual(parse('a - b'), ['', '', 'a - b']);
});

test('a command takes its own options', () => {
  assert.deepEqual(parse('gpu1 -t top -v', 1), ['tty', '', 'gpu1 top -v']);
  assert.deepEqual(parse('-t gpu1 -- -v -- x', 1), ['tty', '', 'gpu1 -v -- x']);
  assert.deepEqual(parse('gpu1 ls -- -v', 1), ['', '', 'gpu1 ls -- -v']);
});

test('what is not understood is refused', () => {
  for (const line of ['--nope', '-x', '--json=1', '--port', '-tx', '--', '--port= --jso']) {
    if (line === '--') continue;
    assert.throws(() => parse(line), UsageError, line);
  }
});

test('servers and local paths are told apart', () => {
  const place = (text: string, platform: NodeJS.Platform = 'linux') => {
    const found = parsePlace(text, platform);
    return found.kind === 'local' ? ['', found.path] : [found.server, found.path];
  };
  assert.deepEqual(place('gpu1:/data'), ['gpu1', '/data']);
  assert.deepEqual(place('gpu1:'), ['gpu1', '~']);
  assert.deepEqual(place('asha@gpu1:x y'), ['asha@gpu1', 'x y']);
  assert.deepEqual(place('asha@gpu1:2222:/data'), ['asha@gpu1:2222', '/data']);
  assert.deepEqual(place('asha@gpu1:2222'), ['asha@gpu1', '2222']);
  assert.deepEqual(place('gpu1:22:x'), ['gpu1', '22:x']);
  assert.deepEqual(place('[::1]:/data'), ['[::1]', '/data']);
  assert.deepEqual(place('me@[::1]:22:data'), ['me@[::1]:22', 'data']);
  assert.deepEqual(place('./a:b'), ['', './a:b']);
  assert.deepEqual(place('/a:b'), ['', '/a:b']);
  assert.deepEqual(place('plain'), ['', 'plain']);
  assert.deepEqual(place('C:\\data'), ['', 'C:\\data']);
  assert.deepEqual(place('C:/data'), ['C', '/data']);
  assert.deepEqual(place('C:/data', 'win32'), ['', 'C:/data']);
  assert.deepEqual(place('c:', 'win32'), ['', 'c:']);
  assert.throws(() => parsePlace('-x:/data'), UsageError);
});

test('control characters are shown, not sent', () => {
  assert.equal(visible('a\u001b[31m\nb\u202e\u009b'), 'a\\u{1b}[31m\\nb\\u{202e}\\u{9b}');
  assert.equal(visible('naïve 日本 👍'), 'naïve 日本 👍');
});

test('keys edit a line', () => {
  const { line, shown, end, rest } = readKeys('', 'pax\u007f\u007fass\u001b\rnext');
  assert.deepEqual([line, end, rest], ['pass', 'enter', 'next']);
  assert.equal(shown, 'pax\b \b\b \bass');
  assert.equal(readKeys('', '\u0004').end, 'end-of-input');
  assert.equal(readKeys('x', '\u0004').end, undefined);
  assert.equal(readKeys('x', 'y\u0003').end, 'interrupt');
  assert.equal(readKeys('abc', '\u0015').line, '');
});
