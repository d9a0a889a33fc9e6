import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from './commands';
import { LineEditor } from './line-editor';

function editor() {
  const lines: string[] = [];
  let written = '';
  let ended = 0;
  const made = new LineEditor(
    {
      write: (text) => {
        written += text;
      },
      line: (text) => lines.push(text),
      endOfInput: () => {
        ended += 1;
      },
    },
    () => '$ ',
  );
  made.begin();
  const type = (text: string) => {
    made.take(Buffer.from(text));
    return lines.at(-1);
  };
  return { type, made, lines, ended: () => ended, written: () => written };
}

test('typing, erasing and moving inside a line', () => {
  const { type } = editor();
  assert.equal(type('echo hallo\x7f\r'), 'echo hall');
  assert.equal(type('ac\x1b[Db\r'), 'abc');
  assert.equal(type('bc\x01a\x05d\r'), 'abcd');
  assert.equal(type('gone\x15kept\r'), 'kept');
});

test('bytes of a character may come apart', () => {
  const { made, lines } = editor();
  for (const byte of Buffer.from('ü👩\r')) made.take(Buffer.from([byte]));
  assert.deepEqual(lines, ['ü👩']);
});

test('arrows bring back what was typed; Ctrl-C drops the line, Ctrl-D ends an empty one', () => {
  const { type, made, ended } = editor();
  type('one\r');
  made.begin();
  type('two\r');
  made.begin();
  assert.equal(type('\x1b[A\x1b[A\r'), 'one');
  made.begin();
  assert.equal(type('x\x04\x03y\r'), 'y');
  assert.equal(ended(), 0);
  made.begin();
  type('\x04');
  assert.equal(ended(), 1);
});

test('keys that are not known, and lines without end, do no harm', () => {
  const { type } = editor();
  assert.equal(type('\x1b[15~\x1bOP\x1b[1;5Ca\r'), 'a');
  assert.equal(type(`${'x'.repeat(5000)}\r`)?.length, 1000);
});

test('words may be quoted', () => {
  assert.deepEqual(wordsOf(`ls 'a b' "c d" e'f'g`), ['ls', 'a b', 'c d', 'efg']);
});
