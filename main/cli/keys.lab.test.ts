/** `labmate keys` as a child process, against a real sshd. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, startLab } from '../../e2e/lab';
import { buildOnce, jsonLines, runCli } from './test-cli';

let lab: Lab;
before(async () => {
  buildOnce();
  lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', identity: 'ed25519' }] });
});
after(() => lab.stop());

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(lab.sshDir, ['keys', ...args, '--json']);
  assert.equal(code, 0, stderr);
  return jsonLines(stdout);
};
const problemOf = async (...args: string[]) => {
  const { code, stderr } = await runCli(lab.sshDir, ['keys', ...args, '--json']);
  const [first] = jsonLines(
    stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n'),
  );
  return { code, tag: (first?.['problem'] as { tag?: string } | undefined)?.tag };
};

test('list, generate, install, revoke', async () => {
  const server = lab.server('gpu1');
  rmSync(join(server.home, '.ssh'), { recursive: true, force: true });
  const names = (await json('list')).map(({ path }) => String(path).split('/').at(-1));
  assert.deepEqual(names, ['id_ed25519', 'id_encrypted', 'id_rsa']);
  const [made] = await json('generate', '--no-passphrase', '--name', 'id_cli', '--comment', 'me');
  assert.equal(made?.['type'], 'ssh-ed25519');
  assert.equal(statSync(join(lab.sshDir, 'id_cli')).mode & 0o777, 0o600);
  const [installed] = await json('install', 'id_cli', 'gpu1');
  assert.equal(installed?.['added'], true);
  assert.equal(installed?.['configLine'], null);
  const file = join(server.home, '.ssh/authorized_keys');
  assert.equal(readFileSync(file, 'utf8'), `${made?.['publicLine']}\n`);
  assert.match(
    readFileSync(join(lab.sshDir, 'config'), 'utf8'),
    /Host gpu1\n\s+IdentityFile .*id_cli\n/,
  );
  const listed = (await json('list')).find(({ path }) => String(path).endsWith('id_cli'));
  assert.match(JSON.stringify(listed?.['installed']), /^\[\{"server":"gpu1","at":\d+\}\]$/);
  const [revoked] = await json('revoke', join(lab.sshDir, 'id_cli'), 'gpu1');
  assert.deepEqual(revoked, {
    ...{ server: 'gpu1', key: join(lab.sshDir, 'id_cli'), removed: 1, left: 0 },
  });
});

test('a PuTTY key is imported, and in words for people', async () => {
  const ppk = join(process.cwd(), 'e2e/lab/fixtures/ppk/p3_ed25519.ppk');
  const { code, stdout, stderr } = await runCli(lab.sshDir, ['keys', 'import', ppk]);
  assert.equal(code, 0, stderr);
  assert.match(stdout.toString(), /p3_ed25519\s+ed25519 256\s+SHA256:/);
  assert.ok(existsSync(join(lab.sshDir, 'p3_ed25519.pub')));
});

test('what cannot be done is a problem, and nothing is asked without a terminal', async () => {
  const ppk = join(process.cwd(), 'e2e/lab/fixtures/ppk/p3e_ed25519.ppk');
  assert.deepEqual(await problemOf('import', ppk), { code: 1, tag: 'cli/cannot-ask' });
  assert.deepEqual(await problemOf('generate', '--name', 'id_x'), {
    code: 1,
    tag: 'cli/cannot-ask',
  });
  assert.equal(existsSync(join(lab.sshDir, 'id_x')), false);
  const again = await problemOf('generate', '--no-passphrase', '--name', 'id_rsa');
  assert.deepEqual(again, { code: 1, tag: 'keys/exists' });
  assert.deepEqual(await problemOf('install', 'nothing', 'gpu1'), {
    code: 1,
    tag: 'keys/no-such-key',
  });
  for (const words of [[], ['lost'], ['install', 'id_rsa'], ['generate', '--type', 'dsa']]) {
    assert.equal((await problemOf(...words)).code, 2, words.join(' '));
  }
});
