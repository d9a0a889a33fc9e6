/** What Labmate saves, the installed ssh finds: `ssh -G` with our folder as the real ~/.ssh. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '../../kit/log';
import { createServers } from '..';

const folder = mkdtempSync(join(tmpdir(), 'labmate-ssh-sees-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** ssh takes the home folder from the password database, so ours is mounted over it, for ssh only. */
function sshG(name: string): { status: number | null; stdout: string; stderr: string } {
  const home = join(userInfo().homedir, '.ssh');
  const script = 'mkdir -p "$2" && mount --bind "$1" "$2" && exec ssh -G -- "$3"';
  return spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', folder, home, name], {
    encoding: 'utf8',
  });
}

function missing(): string | false {
  if (spawnSync('ssh', ['-V']).error) return 'no ssh client is installed';
  if (process.getuid?.() !== 0) return 'needs root to mount a folder over ~/.ssh';
  return spawnSync('unshare', ['-m', 'true']).status === 0
    ? false
    : 'mount namespaces are not allowed here';
}

test('ssh sees a saved server, its change, and its removal', { skip: missing() }, async () => {
  writeFileSync(join(folder, 'config'), 'Host *\n  Port 1\n  User nobody\n', { mode: 0o600 });
  const servers = createServers({
    host: { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog },
  });
  const draft = {
    name: 'gpu1',
    host: 'gpu1.lab.example',
    port: 2222,
    user: 'DOM\\asha',
    identityFile: '~/My Keys/id # 1',
    proxyJump: 'jo@gate:22022',
  };
  const facts = (name: string) => {
    const { status, stdout, stderr } = sshG(name);
    assert.equal(status, 0, stderr);
    const keys = ['hostname', 'user', 'port', 'identityfile', 'proxyjump'];
    const lines = stdout.split('\n').map((line) => line.split(/ (.*)/s));
    return keys.map((key) => lines.find(([first]) => first === key)?.[1]);
  };
  await servers.save(draft);
  assert.deepEqual(facts('gpu1'), [
    'gpu1.lab.example',
    'DOM\\asha',
    '2222',
    '~/My Keys/id # 1',
    'jo@gate:22022',
  ]);
  await servers.save({ ...draft, name: 'gpu2', host: 'fe80::1%eth0', proxyJump: '' }, 'gpu1');
  assert.deepEqual(facts('gpu2').slice(0, 3), ['fe80::1%eth0', 'DOM\\asha', '2222']);
  assert.deepEqual(facts('gpu1').slice(0, 3), ['gpu1', 'nobody', '1']);
  await servers.remove('gpu2');
  assert.deepEqual(facts('gpu2').slice(0, 3), ['gpu2', 'nobody', '1']);
});
