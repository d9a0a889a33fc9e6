/** SFTP of an account whose .bashrc prints text on every start, against a real sftp-server. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, startLab, twoUsersMissing } from '../../../e2e/lab';
import { type ConnectionsRoom, createConnections } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

const skip = twoUsersMissing();
const never = new AbortController().signal;
let lab: Lab;
let room: ConnectionsRoom;

before(async () => {
  if (skip) return;
  lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', shell: 'noisy' }] });
  const { host, port, login } = lab.server('gpu1');
  room = createConnections({
    host: scriptedHost(),
    resolve: (name) =>
      resolvedServer(
        { name, host, port, user: login },
        {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
        },
      ),
  });
});
after(async () => {
  await room?.close();
  await lab?.stop();
});

test('what a .bashrc prints does not keep SFTP from working', { skip }, async () => {
  writeFileSync(join(lab.server('gpu1').home, 'seen.txt'), 'seen');
  const link = await room.link('gpu1', never);
  for (const round of [1, 2]) {
    const sftp = await link.sftp();
    const names = (await sftp.list('.')).map(({ name }) => name);
    assert.ok(names.includes('seen.txt'), `round ${round}`);
    sftp.end();
  }
});
