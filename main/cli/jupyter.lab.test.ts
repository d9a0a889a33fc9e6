/** `labmate tunnel <server> jupyter`: one command to a signed-in page, against a real JupyterLab. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { jupyterMissing, type Lab, startLab } from '../../e2e/lab';
import { buildOnce, startCli } from './test-cli';

const missing = await jupyterMissing();
let lab: Lab | undefined;
before(async () => {
  if (missing) return;
  buildOnce();
  lab = await startLab({ servers: [{ name: 'gpu1', jupyter: true }], knownHosts: true });
});
after(async () => {
  // Jupyter outlives the command; the lab ends every process of its users.
  await lab?.stop();
});

test('it prints a one-time address that leads to the signed-in page, its token in no ps', {
  skip: missing,
}, async () => {
  assert.ok(lab);
  const child = startCli(lab.sshDir, ['tunnel', '--json', '--no-browser', 'gpu1', 'jupyter']);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let url = '';
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const object = JSON.parse(line) as { url?: string };
    if (object.url === undefined) continue;
    url = object.url;
    break;
  }
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\//, said);
  const once = await fetch(url, { redirect: 'manual' });
  const target = once.headers.get('location') ?? '';
  const token = new URL(target).searchParams.get('token') ?? '';
  assert.ok(token.length >= 32, 'the redirect carries the token');
  const page = await fetch(target);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /jupyter/i);
  const again = await fetch(url, { redirect: 'manual' }).then(
    (response) => response.status,
    () => 'refused',
  );
  assert.notEqual(again, 303, 'the address works once');
  assert.ok(!spawnSync('ps', ['-ef'], { encoding: 'utf8' }).stdout.includes(token));
  child.kill('SIGINT');
  assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 130);
});
