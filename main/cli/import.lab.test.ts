/** `labmate import`: what it shows, and that nothing is saved before it is asked to. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildOnce, runCli } from './test-cli';

const home = mkdtempSync(join(tmpdir(), 'labmate-import-cli-'));
const sshDir = join(home, '.ssh');
before(() => {
  buildOnce();
  const sessions = join(home, '.putty', 'sessions');
  mkdirSync(sessions, { recursive: true });
  mkdirSync(sshDir, { mode: 0o700 });
  writeFileSync(join(sessions, 'gpu%201'), 'HostName=gpu1.lab\nUserName=asha\nPassword=hunter2\n');
  writeFileSync(join(sessions, 'old'), 'HostName=old.lab\nProtocol=telnet\n');
});
after(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runCli(sshDir, ['import', ...args], { env: { HOME: home, XDG_CONFIG_HOME: '' } });

test('shows, then saves what is new, once', async () => {
  const shown = await run();
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(
    String(shown.stdout),
    /gpu 1: gpu-1 = asha@gpu1\.lab\n.*not taken: the stored password/,
  );
  assert.match(String(shown.stdout), /old: left out\. It is no SSH session but telnet\./);
  assert.ok(!existsSync(join(sshDir, 'labmate_config')), 'nothing is saved before --take');
  const taken = await run('--take', '--json');
  assert.equal(taken.code, 0, taken.stderr);
  const lines = String(taken.stdout)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ title, draft, refused }) => [title, draft?.name ?? null, refused === null]),
    [
      ['gpu 1', 'gpu-1', true],
      ['old', null, false],
    ],
  );
  assert.match(taken.stderr, /1 saved, 0 failed/);
  assert.match((await run('--take')).stderr, /0 saved, 0 failed/);
  const saved = readFileSync(join(sshDir, 'labmate_config'), 'utf8');
  assert.equal(saved.match(/^Host /gm)?.length, 1, saved);
  assert.ok(!saved.includes('hunter2') && !String(taken.stdout).includes('hunter2'));
});

test('a file that holds no sessions is a problem with a name', async () => {
  const file = join(home, 'x.txt');
  writeFileSync(file, 'hello\n');
  const { code, stderr } = await run(file, '--json');
  assert.equal(code, 1);
  assert.equal(JSON.parse(stderr).problem.tag, 'servers/import-nothing');
});
