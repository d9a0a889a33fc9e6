/** `labmate config` beside `ssh -G`: the command as a person types it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildOnce, runCli } from './test-cli';

const sshDir = mkdtempSync(join(tmpdir(), 'labmate-config-cli-'));
before(() => {
  buildOnce();
  writeFileSync(
    join(sshDir, 'config'),
    'Host gpu1\n  HostName gpu1.lab\n  User asha\n  Port 2222\n  LocalForward 8888 localhost:8888\n  SetEnv A=1 B=2\n  ProxyJump gate\n',
    { mode: 0o600 },
  );
});
after(() => rmSync(sshDir, { recursive: true, force: true }));

test('the lines of ssh -G, and one JSON object', async () => {
  const shown = await runCli(sshDir, ['config', 'gpu1']);
  assert.equal(shown.code, 0, shown.stderr);
  const ssh = spawnSync('ssh', ['-F', join(sshDir, 'config'), '-G', 'gpu1'], { encoding: 'utf8' });
  const theirs = new Set(ssh.stdout.split('\n'));
  const ours = String(shown.stdout).trim().split('\n');
  // The folder of known hosts is the test's own, and `ssh -F` leaves the system's config out.
  const compared = ours.filter(
    (line) => !/^(userknownhostsfile|globalknownhostsfile|hashknownhosts|sendenv) /.test(line),
  );
  assert.ok(compared.length > 12, String(shown.stdout));
  for (const line of compared) assert.ok(theirs.has(line), line);
  const json = await runCli(sshDir, ['config', 'gpu1', '--json']);
  const report = JSON.parse(String(json.stdout));
  assert.deepEqual(
    [report.hostname, report.setenv, report.localforward],
    ['gpu1.lab', ['A=1', 'B=2'], ['8888 [localhost]:8888']],
  );
});

test('no server, two servers, a name that cannot be', async () => {
  assert.equal((await runCli(sshDir, ['config'])).code, 2);
  assert.equal((await runCli(sshDir, ['config', 'a', 'b'])).code, 2);
  assert.notEqual((await runCli(sshDir, ['config', 'a,b'])).code, 0);
});

test('what is not followed is told beside the rest', async () => {
  writeFileSync(join(sshDir, 'config'), 'Host gpu1\n  Ciphers aes128-ctr\n', { mode: 0o600 });
  const json = await runCli(sshDir, ['config', 'gpu1', '--json']);
  assert.equal(JSON.parse(String(json.stdout)).hostname, 'gpu1');
  assert.deepEqual(JSON.parse(json.stderr), { notFollowed: ['Ciphers'] });
  const lines = await runCli(sshDir, ['config', 'gpu1']);
  assert.match(lines.stderr, /^not followed: Ciphers$/m);
});

test('a command of Match exec that nobody could allow is named', async () => {
  writeFileSync(join(sshDir, 'config'), 'Match exec "true"\n  User no\n', { mode: 0o600 });
  const json = await runCli(sshDir, ['config', 'gpu1', '--json']);
  assert.notEqual(JSON.parse(String(json.stdout)).user, 'no');
  assert.deepEqual(JSON.parse(json.stderr), { notRun: ['true'] });
  const lines = await runCli(sshDir, ['config', 'gpu1']);
  assert.match(lines.stderr, /^Match exec was not run: true$/m);
});
