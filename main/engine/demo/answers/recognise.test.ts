import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { quote } from '../../kit/quote';
import { readScripts, recogniseSampler, recogniseScript } from './recognise';

const scripts = readScripts('resources');
const text = (name: string) => readFileSync(join('resources', name), 'utf8');
const nonce = 'a1b2c3d4e5f60718293a4b5c';
const tag = `@@LM${nonce}`;

/** As connections/run-script.ts frames a script. */
const frame = (script: string, args: readonly string[]) =>
  Buffer.from(
    [
      `printf '%s\\n' ${nonce}; printf '%s\\n' ${nonce} >&2`,
      `set -- ${args.map(quote).join(' ')}`,
      `{\n${script}\n} </dev/null\n`,
    ].join('\n'),
  );

/** Keys are installed at real servers only: the demo's sign in with a key of their own. */
const notForTheDemo = ['authorized-key.sh'];

test('every script that ships is known', () => {
  const shipped = readdirSync('resources').filter(
    (name) => name.endsWith('.sh') && !notForTheDemo.includes(name),
  );
  assert.deepEqual([...scripts.texts.keys()].sort(), ['doctor', ...shipped].sort());
});

test('a script with arguments of any shape', () => {
  for (const args of [[], ['find', '', "it's"], ['a b', "''", '\n', '$(x) `y`', "'"]]) {
    const found = recogniseScript(frame(text('jupyter.sh'), args), scripts);
    assert.deepEqual(found, { kind: 'script', script: 'jupyter.sh', args, nonce });
  }
});

test('one changed character, or a word more, makes it another script', () => {
  const script = text('jupyter.sh');
  for (const other of [script.replace('umask 077', 'umask 000'), `${script}id\n`, 'id']) {
    const found = recogniseScript(frame(other, []), scripts);
    assert.equal(found?.kind === 'script' && found.script, 'unknown');
  }
  for (const raw of [
    '',
    'id\n',
    `${frame(script, [])}id\n`,
    frame(script, []).toString().slice(0, -2),
  ]) {
    assert.equal(recogniseScript(Buffer.from(raw), scripts), undefined);
  }
});

test('the sampler, with requests behind it, cut anywhere', () => {
  const whole = Buffer.from(`tag='${tag}'\n${text('sampler.sh')}fast 1 \n`);
  const found = recogniseSampler(whole, scripts);
  assert.deepEqual(found, { kind: 'sampler', tag, rest: Buffer.from('fast 1 \n') });
  for (const length of [0, 10, 60, whole.length - 20]) {
    assert.equal(recogniseSampler(whole.subarray(0, length), scripts), undefined);
  }
  const forged = Buffer.from(`tag='$(id)'\n${text('sampler.sh')}`);
  assert.equal(recogniseSampler(forged, scripts), undefined);
});
