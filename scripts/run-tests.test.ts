/** A file that fails once is run again and named; one that fails twice has failed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'run-tests-'));
  cpSync('scripts', join(root, 'scripts'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
});
after(() => rmSync(root, { recursive: true }));

/** A test that fails until a file is there, which it makes. */
const onceOnly = (flag: string) =>
  `import { existsSync, writeFileSync } from 'node:fs'; import { test } from 'node:test';
test('sound', () => {});
test('shaky', () => { if (existsSync('${flag}')) return; writeFileSync('${flag}', ''); throw new Error('the first time'); });`;
const always = `import { test } from 'node:test'; test('broken', () => { throw new Error('always'); });`;

function run(files: Record<string, string>, env: Record<string, string> = {}) {
  rmSync(join(root, 'main'), { recursive: true, force: true });
  mkdirSync(join(root, 'main'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'main', name), text);
  const {
    NODE_TEST_CONTEXT: _,
    LABMATE_TEST_RESULT: __,
    LABMATE_TEST_ONCE: ___,
    ...rest
  } = process.env;
  const said = spawnSync(process.execPath, ['scripts/run-tests.mjs', 'unit'], {
    ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
    env: { ...rest, ...env },
  });
  return { code: said.status, text: said.stdout + said.stderr };
}

test('one that passes the second time is counted as passed, and named with its failure', () => {
  const { code, text } = run({ 'shaky.test.ts': onceOnly(join(root, 'flag')) });
  assert.equal(code, 0, text);
  assert.match(text, /the first time/);
  assert.match(text, /^UNSTABLE main\/shaky\.test: /m);
  assert.match(text, /^suite unit: 2 passed, 0 failed, 0 skipped/m);
});

test('one that fails twice has failed, whatever the other does', () => {
  const { code, text } = run({
    'broken.test.ts': always,
    'shaky.test.ts': onceOnly(join(root, 'other-flag')),
  });
  assert.equal(code, 1, text);
  assert.match(text, /^suite unit: 2 passed, 1 failed, 0 skipped/m);
});

test('there is no second chance for many, or where none is wished', () => {
  const many = ['a', 'b', 'c'].map((name) => [`${name}.test.ts`, onceOnly(join(root, name))]);
  const crowd = run(Object.fromEntries(many));
  assert.equal(crowd.code, 1, crowd.text);
  assert.match(crowd.text, /^suite unit: 3 passed, 3 failed, 0 skipped/m);
  const once = run({ 'd.test.ts': onceOnly(join(root, 'd')) }, { LABMATE_TEST_ONCE: '1' });
  assert.equal(once.code, 1, once.text);
  assert.doesNotMatch(once.text, /UNSTABLE/);
});
