/** The doctor's way to a server: each step against a real sshd, and where it stops. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { type DoctorStep, doctorStepName } from '../../../preload/contract/servers';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
const rooms: ConnectionsRoom[] = [];
const never = new AbortController().signal;

const withoutSftp =
  'case "$SSH_ORIGINAL_COMMAND" in *sftp-server*) exit 1;; *) eval "$SSH_ORIGINAL_COMMAND";; esac';

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [{ name: 'gpu1' }, { name: 'no-sftp', sshdConfig: [`ForceCommand ${withoutSftp}`] }],
  });
});
after(async () => {
  for (const room of rooms) await room.close();
  await lab.stop();
});

function fresh(server: LabServer, more: Partial<ResolvedServer> = {}): ConnectionsRoom {
  const { host, port, login: user, name } = server;
  const room = createConnections({
    host: scriptedHost(),
    resolve: () =>
      resolvedServer(
        { name, host, port, user },
        {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
          ...more,
        },
      ),
  });
  rooms.push(room);
  return room;
}

test('the doctor: healthy, and the first failing step is the cause', async () => {
  const server = lab.server('gpu1');
  const examined = async (more: Partial<ResolvedServer>, name = server) => {
    let last: DoctorStep[] = [];
    const room = fresh(name, more);
    const result = await room.doctor(name.name, never, (steps) => {
      last = steps;
    });
    return { result, line: last.map((s) => `${s.step}:${s.status}`).join(' '), last };
  };
  const good = await examined({});
  const all: string[] = doctorStepName.options;
  // What stands behind the door belongs to the health room, which is not here.
  const there = all.slice(0, all.indexOf('home'));
  const status = (step: string) => (there.includes(step) ? 'ok' : 'skipped');
  assert.equal(
    good.line,
    all.map((step) => `${step}:${status(step)}`).join(' '),
    JSON.stringify(good.last),
  );
  assert.deepEqual(good.result, { healthy: true });
  assert.ok(
    good.last.every(
      (step) => step.status !== 'ok' || (step.found !== '' && step.durationMs !== null),
    ),
  );
  const found = (name: string) => good.last.find(({ step }) => step === name)?.found ?? '';
  assert.match(found('key-exchange'), /^curve25519-sha256\S*, aes128-gcm@openssh.com; strict/);
  const failsAt = async (step: string, tag: string, more: Partial<ResolvedServer>, at = server) => {
    const { result, last } = await examined(more, at);
    const failed = last.find(({ status }) => status === 'failed');
    assert.deepEqual([failed?.step, failed?.problem?.tag], [step, tag]);
    assert.equal(result.healthy, false);
    assert.equal(last.length, all.length);
    assert.deepEqual(new Set(last.map((each) => each.step)), new Set(all));
    const later = last.slice(all.indexOf(step) + 1);
    assert.ok(later.every(({ status }) => status === 'skipped'));
  };
  await failsAt('resolve', 'connections/unresolved', { host: 'no-such-host.invalid' });
  await failsAt('tcp', 'connections/refused', { port: 1 });
  server.proxy.setMode('http');
  await failsAt('banner', 'connections/not-ssh', {});
  server.proxy.setMode('ssh');
  await failsAt('host-key', 'connections/host-key-refused', { hostKeyAlias: 'unknown' });
  await failsAt('sign-in', 'connections/auth-failed', { identityFiles: [] });
  await failsAt('sftp', 'connections/no-sftp', {}, lab.server('no-sftp'));
});

test('the way alone is looked at without asking, proving or signing in', async () => {
  const server = lab.server('gpu1');
  const before = server.proxy.accepted;
  const room = fresh(server, { hostKeyAlias: 'unknown', identityFiles: [] });
  let last: DoctorStep[] = [];
  const note = (steps: DoctorStep[]) => {
    last = steps;
  };
  const result = await room.doctor('gpu1', never, note, { onlyTheWay: true });
  assert.deepEqual(result, { healthy: true });
  assert.equal(last.find(({ step }) => step === 'banner')?.status, 'ok');
  assert.ok(
    last
      .slice(last.findIndex(({ step }) => step === 'banner') + 1)
      .every((each) => each.status === 'skipped'),
  );
  assert.equal(server.proxy.accepted, before + 1, 'one connection, for the banner');
});
