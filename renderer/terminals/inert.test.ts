/**
 * Sends what could make xterm answer through the real xterm, and looks at what it would type. Only
 * answers of a fixed form may come (what am I, where is the cursor, is a mode on), never text that
 * the output chose. Node has no page: xterm parses without one, given a few names.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Terminal } from '@xterm/xterm';
import { makeInert } from './inert';

const element = () => ({ getContext: () => null, style: {}, addEventListener() {} });
const pageNames = {
  self: globalThis,
  window: globalThis,
  document: { createElement: element, addEventListener() {} },
  navigator: { userAgent: 'x', platform: 'Linux', language: 'en' },
};
for (const [name, value] of Object.entries(pageNames)) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
const load = createRequire(join(process.cwd(), 'package.json'));
const xterm = load('@xterm/xterm') as { Terminal: new (options: object) => Terminal };

const esc = '\u001b';
/** Device attributes, status, cursor position, mode: numbers only, no line end. */
const fixedAnswer = new RegExp(`^${esc}\\[[?>]?[\\d;]{1,40}(c|n|R|\\$y)$`);

/** What the terminal would send to the shell, and titles that it was given. */
async function answersTo(sequences: readonly string[], guarded = true): Promise<string[]> {
  const terminal = new xterm.Terminal({ allowProposedApi: true, cols: 80, rows: 24 });
  if (guarded) makeInert(terminal);
  const answers: string[] = [];
  terminal.onData((text) => answers.push(text));
  terminal.onBinary((text) => answers.push(text));
  terminal.onTitleChange((title) => answers.push(`title ${title}`));
  await new Promise<void>((resolve) => terminal.write(sequences.join(''), resolve));
  terminal.dispose();
  return answers;
}

const chosen = 'touch pwned';

test('no operating system command answers, sets a title or reaches the clipboard', async () => {
  const sequences: string[] = [];
  for (let number = 0; number < 1400; number += 1) {
    sequences.push(`${esc}]${number};?\u0007`, `${esc}]${number};1;?${esc}\\`);
    sequences.push(`${esc}]${number};${chosen}\u0007`, `\u009d${number};c;${chosen}\u009c`);
  }
  assert.deepEqual(await answersTo(sequences), []);
  // The same without the guard: this test would notice.
  assert.ok((await answersTo(sequences, false)).length > 0);
});

test('control sequences answer in fixed forms only', async () => {
  const sequences: string[] = ['\u0005', `${esc}Z`];
  const prefixes = ['', '?', '>', '='];
  const middles = ['', '!', '$', '"', "'", '*', ' '];
  const parameters = ['', '0', '1', '5', '6', '11', '14', '18', '19', '20', '21', '1;1;1;1;1;1'];
  for (const prefix of prefixes)
    for (const middle of middles)
      for (const parameter of parameters)
        for (let final = 0x40; final < 0x7f; final += 1) {
          const end = String.fromCharCode(final);
          sequences.push(`${esc}[${prefix}${parameter}${middle}${end}`);
        }
  const answers = await answersTo([`${esc}]2;${chosen}\u0007`, ...sequences]);
  assert.ok(answers.length > 0, 'programs still learn where the cursor is');
  assert.deepEqual(
    answers.filter((answer) => !fixedAnswer.test(answer)),
    [],
  );
});

test('device control strings answer nothing', async () => {
  const sequences: string[] = [];
  for (const kind of ['$q', '+q', '+p', '$p', '=s', '>|', '!|'])
    for (const body of ['m', '"p', 'r', 's', ' q', '544e', chosen])
      sequences.push(`${esc}P${kind}${body}${esc}\\`);
  assert.deepEqual(await answersTo(sequences), []);
  assert.ok((await answersTo(sequences, false)).length > 0);
});
