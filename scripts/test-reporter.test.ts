/** A runner that lets a broken test file pass makes every other test worthless: all such ways. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const dir = mkdtempSync(join(tmpdir(), 'labmate-reporter-'));
after(() => rmSync(dir, { recursive: true }));

const passing = `test('passes', () => {});`;
/** Each sample's text and what it must count. */
const samples: Record<string, [string, { passed: number; failed: number; skipped: number }]> = {
  'a passing, a skipped and a todo test': [
    `${passing} describe('s', () => { test('skips', { skip: 'why' }, () => {});
     test('later', { todo: true }, () => { throw new Error('not yet'); }); });`,
    { passed: 1, failed: 0, skipped: 2 },
  ],
  'a failing test and a failing subtest': [
    `test('fails', () => { throw new Error('boom'); });
     test('outer', (t) => t.test('inner', () => { throw new Error('deep'); }));`,
    { passed: 0, failed: 2, skipped: 0 },
  ],
  'a process that ends with 0 in the middle': [
    `${passing} test('ends', async () => {
       await new Promise((resolve) => setTimeout(resolve, 200)); process.exit(0); });`,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  'a process that is killed': [
    `test('dies', () => process.kill(process.pid, 'SIGKILL'));`,
    { passed: 0, failed: 1, skipped: 0 },
  ],
  'an error while loading': [`throw new Error('at load');`, { passed: 0, failed: 1, skipped: 0 }],
  'a failing before hook': [
    `describe('s', () => { before(() => { throw new Error('hook'); }); ${passing} });`,
    { passed: 0, failed: 2, skipped: 0 },
  ],
  'a failing after hook': [
    `describe('s', () => { after(() => { throw new Error('hook'); }); ${passing} });`,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  'a failing after hook of the file': [
    `after(() => { throw new Error('hook'); }); ${passing}`,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  'a file without a test': ['', { passed: 0, failed: 1, skipped: 0 }],
  'an empty suite': [`describe('empty', () => {});`, { passed: 0, failed: 1, skipped: 0 }],
  'a skipped suite': [
    `describe('s', { skip: 'why' }, () => { ${passing} });`,
    { passed: 0, failed: 0, skipped: 1 },
  ],
  'an error after the test has ended': [
    `test('passes', () => { setTimeout(() => { throw new Error('late'); }, 20); });`,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  'a promise that nothing settles': [
    `${passing} test('waits', () => new Promise(() => {}));`,
    { passed: 1, failed: 1, skipped: 0 },
  ],
  'a test that spins': [
    `test('spins', () => { for (;;); });`,
    { passed: 0, failed: 1, skipped: 0 },
  ],
};

for (const [name, [text, expected]] of Object.entries(samples)) {
  test(`counts ${name}`, () => {
    const file = join(dir, `${name.replaceAll(' ', '-')}.mjs`);
    const guard = join(process.cwd(), 'scripts/test-guard.mjs');
    const imports = `import { after, before, describe, test } from 'node:test';`;
    writeFileSync(file, `import ${JSON.stringify(guard)};\n${imports}\n${text}\n`);
    const result = join(dir, 'result.json');
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const reporter = join(process.cwd(), 'scripts/test-reporter.mjs');
    const said = spawnSync(
      process.execPath,
      [
        ...['--test', '--test-timeout=2000', `--test-reporter=${reporter}`],
        ...['--test-reporter-destination=stdout', file],
      ],
      { encoding: 'utf8', env: { ...env, LABMATE_TEST_RESULT: result } },
    );
    const { failedFiles, ...counts } = JSON.parse(readFileSync(result, 'utf8'));
    assert.deepEqual(counts, expected, said.stdout);
    assert.equal(failedFiles.length, expected.failed > 0 ? 1 : 0, JSON.stringify(failedFiles));
  });
}
