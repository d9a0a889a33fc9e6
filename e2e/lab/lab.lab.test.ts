/** The lab's own promises: real sign-ins, harm on command, nothing left afterwards. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type Lab, run, startLab, twoUsersMissing } from './index';

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
      const said = await lab.ssh(lab.server('gpu1'), 'whoami; pwd; echo "$LAB_WORD"', { key });
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
});
