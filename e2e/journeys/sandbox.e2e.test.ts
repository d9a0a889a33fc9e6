/** The harness keeps its promise: journeys run as an ordinary user, with Chromium's sandbox on. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { isRenderer, launchApp, processTree, windowMissing } from '../harness';

const skip = windowMissing();

test('the window runs as an ordinary user in Chromium’s sandbox', { skip }, async () => {
  const app = await launchApp({ colorScheme: 'dark', size: { width: 1000, height: 800 } });
  let tree: ReturnType<typeof processTree>;
  try {
    tree = processTree(app.pid);
    const main = tree.find(({ pid }) => pid === app.pid);
    assert.equal(main?.uid, app.user.uid);
    assert.notEqual(main?.uid, 0);
    assert.ok(tree.some(isRenderer));
    assert.deepEqual(
      tree.filter(({ words }) => words.includes('--no-sandbox')),
      [],
    );
    const dark = await app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.ok(dark);
  } finally {
    await app.close();
  }
  const left = tree.filter(({ pid }) => processTree(pid).some(({ words }) => words.length > 0));
  assert.deepEqual(left, [], 'no process of the app is left');
  assert.ok(!existsSync(app.home));
  await app.close(); // a second time does nothing
});

test('an app without the sandbox is refused', { skip }, async () => {
  await assert.rejects(launchApp({ args: ['--no-sandbox'] }), /sandbox is not on.*--no-sandbox/);
});
