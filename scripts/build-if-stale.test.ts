/** When a build is needed. What it builds is electron-vite's affair. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildIfStale, electronVite, isStale } from './build-if-stale.mjs';

/** A project whose build tool writes down each time that it ran. */
function project(t: TestContext, tool = '') {
  const root = mkdtempSync(join(tmpdir(), 'labmate-build-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('main/index.ts', 'one');
  write('renderer/app.tsx', 'one');
  const builds = "fs.mkdirSync('out', { recursive: true }); fs.appendFileSync('builds', 'x');";
  write(electronVite, `const fs = require('node:fs'); ${builds} ${tool}`);
  return { root, write };
}

test('it builds once, and again after each kind of change', async (t) => {
  const { root, write } = project(t);
  const built = () => buildIfStale(root, { quiet: true });
  assert.ok(await built());
  assert.ok(!(await built()));
  write('main/index.ts', 'longer than before');
  assert.ok(await built());
  utimesSync(join(root, 'main/index.ts'), 1, 1); // older, as after a change of branch
  assert.ok(await built());
  renameSync(join(root, 'renderer/app.tsx'), join(root, 'renderer/page.tsx'));
  assert.ok(await built());
  rmSync(join(root, 'renderer/page.tsx'));
  assert.ok(await built());
  write('package.json', '{}');
  assert.ok(await built());
  write('main/index.test.ts', 'tests are not built');
  assert.ok(!(await built()));
});

test('parallel callers share one build', async (t) => {
  const { root } = project(t);
  const results = await Promise.all([1, 2, 3].map(() => buildIfStale(root, { quiet: true })));
  assert.deepEqual(results.sort(), [false, false, true]);
});

test('a build that fails says why and stays due', async (t) => {
  const { root } = project(t, 'console.error("a wrong line"); process.exit(3);');
  await assert.rejects(buildIfStale(root, { quiet: true }), /exit code 3.*a wrong line/s);
  assert.ok(isStale(root));
});
