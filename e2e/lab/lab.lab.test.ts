/** The lab's own promises: real sign-ins, harm on command, nothing left afterwards. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import {
  hasShell,
  isRoot,
  type Lab,
  type LabServer,
  makeReadOnlyFolder,
  mountSmallDisk,
  noise,
  pidsOf,
  questionsMissing,
  reapLeftovers,
  run,
  smallDiskMissing,
  startLab,
  twoUsersMissing,
} from './index';

describe('a lab', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'gpu1', user: 'alice', gpu: '2xRTX3090-idle-held', env: { LAB_WORD: 'a "b" $c' } },
        { name: 'gpu2', user: 'alice', gpu: 'live', without: ['tmux', 'rsync'] },
      ],
    });
  });
  after(() => lab?.stop());

  test('signs in with the plain and the RSA key as a user of its own', async () => {
    for (const key of ['ed25519', 'rsa'] as const) {
      const said = await lab.ssh(lab.server('gpu1'), 'whoami; echo $HOME; echo "$LAB_WORD"', {
        key,
      });
      assert.equal(said.stderr, '');
      assert.equal(
        said.stdout,
        `${lab.server('gpu1').login}\n${lab.user('alice').home}\na "b" $c\n`,
      );
    }
  });

  test('refuses a key that is not authorised', async () => {
    const closed = await lab.addServer({ name: 'closed', authorize: ['rsa'] });
    const said = await lab.ssh(closed, 'true', { key: 'ed25519' });
    assert.equal(said.code, 255);
    assert.match(said.stderr, /Permission denied \(publickey\)/);
    assert.equal((await lab.ssh(closed, 'true', { key: 'rsa' })).code, 0);
  });

  test('hides programs on request', async () => {
    const said = await lab.ssh(lab.server('gpu2'), 'command -v tmux rsync git');
    assert.match(said.stdout, /^\S+\/git\n$/);
    assert.equal(
      (await lab.ssh(lab.server('gpu1'), 'command -v tmux rsync')).stdout.split('\n').length,
      3,
    );
  });

  test('answers with the config it wrote, once the key is known', async () => {
    const args = ['-F', `${lab.sshDir}/config`, '-o', 'BatchMode=yes', 'gpu1', 'echo in'];
    const unknown = await run('ssh', args);
    assert.match(unknown.stderr, /Host key verification failed/);
    const known = await run('ssh', ['-o', 'StrictHostKeyChecking=accept-new', ...args]);
    assert.equal(known.stdout, 'in\n');
    await lab.server('gpu1').replaceHostKey();
    const changed = await run('ssh', args);
    assert.match(changed.stderr, /REMOTE HOST IDENTIFICATION HAS CHANGED/);
  });

  test('removes users, processes and folders at its end', { skip: twoUsersMissing() }, async () => {
    const other = await startLab({ servers: [{ name: 's', user: 'bob' }] });
    const bob = other.user('bob');
    try {
      const pid = bob.startProcess('train.py --forever');
      const tmux = 'tmux new-session -d -s x "sleep 9999"';
      assert.equal((await other.ssh(other.server('s'), tmux)).code, 0);
      assert.ok(bob.pids().includes(pid) && bob.pids().length >= 3);
    } finally {
      await other.stop();
    }
    assert.deepEqual(bob.pids(), []);
    assert.equal(existsSync(other.dir), false);
    assert.equal(existsSync(`/tmp/tmux-${bob.uid}`), false);
    assert.notEqual((await run('getent', ['passwd', bob.login])).code, 0);
  });

  test('takes away what a lab left whose process died', { skip: twoUsersMissing() }, async () => {
    const script = join(lab.dir, 'dies.mts');
    writeFileSync(
      script,
      `import { mountSmallDisk, startLab } from ${JSON.stringify(join(process.cwd(), 'e2e/lab/index.ts'))};
      const lab = await startLab({ servers: [{ name: 's', user: 'carol' }] });
      const carol = lab.user('carol');
      await mountSmallDisk(lab, carol, { bytes: 1e6 });
      console.log(JSON.stringify({ dir: lab.dir, login: carol.login, pid: carol.startProcess('x'), uid: carol.uid }));
      process.kill(process.pid, 'SIGKILL');`,
    );
    const bundle = join(lab.dir, 'dies.mjs');
    const options = { bundle: true, platform: 'node', format: 'esm', target: 'node18' } as const;
    await build({ entryPoints: [script], outfile: bundle, ...options });
    const died = await run(process.execPath, [bundle]);
    assert.equal(died.signal, 'SIGKILL', died.stderr);
    const left = JSON.parse(died.stdout) as {
      dir: string;
      login: string;
      pid: number;
      uid: number;
    };
    assert.ok(existsSync(left.dir) && pidsOf(left.uid).includes(left.pid));
    const said = (await reapLeftovers()).join('\n');
    // Another lab that starts at this moment may have been faster.
    if (said !== '') assert.match(said, new RegExp(left.login));
    while (existsSync(left.dir)) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(pidsOf(left.uid), []);
    assert.notEqual((await run('getent', ['passwd', left.login])).code, 0);
    assert.ok(existsSync(lab.dir), 'a living lab is left alone');
  });

  test('a small disk fills up and runs out of inodes', { skip: smallDiskMissing() }, async () => {
    const alice = lab.user('alice');
    const disk = await mountSmallDisk(lab, alice, { bytes: 1_048_576, inodes: 20 });
    const server = lab.server('gpu1');
    const full = await lab.ssh(server, `head -c 2000000 /dev/zero > '${disk}/big'`);
    assert.match(full.stderr, /No space left on device/);
    const many = await lab.ssh(server, `rm '${disk}/big'; cd '${disk}' && seq 30 | xargs touch`);
    assert.match(many.stderr, /No space left on device/);
    const closed = makeReadOnlyFolder(alice);
    const denied = await lab.ssh(server, `ls '${closed}' && touch '${closed}/x'`);
    assert.match(denied.stderr, /Permission denied/);
  });

  test('every shell finds the server programs, also as a login shell', async () => {
    for (const shell of ['bash', 'noisy', 'dash', 'fish', 'tcsh', 'zsh'] as const) {
      if (!isRoot || !hasShell(shell)) continue;
      const server = await lab.addServer({ name: shell, user: `u-${shell}`, shell, gpu: 'no-gpu' });
      const said = await lab.ssh(server, 'nvidia-smi -L; echo $0', { input: '' });
      const expected = `No devices were found\n`;
      const heard = shell === 'noisy' ? `${noise}\n${expected}` : expected;
      assert.ok(said.stdout.startsWith(heard), `${shell}: ${said.stdout}${said.stderr}`);
      // With a terminal and no command sshd starts a login shell, which reads /etc/profile.
      const login = await lab.ssh(server, '', { args: ['-tt'], input: 'nvidia-smi -L\nexit\n' });
      assert.match(login.stdout, /No devices were found/, `${shell} as a login shell`);
    }
  });

  /** Signs in with answers to questions; ssh asks a program for them (SSH_ASKPASS). */
  function answer(server: LabServer, answers: Record<string, string>) {
    const askpass = join(lab.dir, `askpass-${server.name}`);
    const cases = Object.entries(answers).map(
      ([question, text]) => `*${question}*) printf '%s\\n' '${text.replaceAll("'", `'\\''`)}';;\n`,
    );
    writeFileSync(askpass, `#!/bin/sh\ncase $1 in\n${cases.join('')}*) exit 1;; esac\n`, {
      mode: 0o755,
    });
    const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
    const target = ['-p', String(server.port), `${server.login}@127.0.0.1`, 'whoami'];
    return run(
      'setsid',
      ['-w', 'ssh', '-F', '/dev/null', ...options, '-o', 'NumberOfPasswordPrompts=1', ...target],
      {
        env: { PATH: process.env['PATH'], SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' },
      },
    );
  }

  test('a password signs in where one was set', { skip: twoUsersMissing() }, async () => {
    const server = await lab.addServer({ name: 'pw', user: 'pw', password: true, authorize: [] });
    const good = await answer(server, { password: server.user.password ?? '' });
    assert.equal(good.stdout, `${server.login}\n`);
    assert.match((await answer(server, { password: 'wrong' })).stderr, /Permission denied/);
  });

  const asks = 'password and code';
  test('a server asks for a password and a code', { skip: questionsMissing(asks) }, async () => {
    const server = await lab.addServer({ name: 'asks', user: 'asks', asks, authorize: [] });
    const password = server.user.password ?? '';
    const good = await answer(server, { Password: password, code: server.oneTimeCode });
    assert.equal(good.stdout, `${server.login}\n`, good.stderr);
    const wrong = String((Number(server.oneTimeCode) + 1) % 1_000_000).padStart(6, '0');
    const bad = await answer(server, { Password: password, code: wrong });
    assert.match(bad.stderr, /Permission denied \(publickey,keyboard-interactive\)/);
    assert.match((await answer(server, { Password: 'no', code: wrong })).stderr, /denied/);
  });
});
