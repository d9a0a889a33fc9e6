/** Scripts under every login shell that people have, noisy ones too. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasShell, isRoot, type Lab, type LabShell, startLab } from '../../../e2e/lab';
import { problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections, runScript } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

const shells: readonly LabShell[] = ['bash', 'noisy', 'dash', 'fish', 'tcsh', 'zsh'];
const never = new AbortController().signal;
let lab: Lab;
let room: ConnectionsRoom;

before(async () => {
  lab = await startLab({ knownHosts: true });
  for (const shell of isRoot ? shells.filter(hasShell) : (['bash'] as const)) {
    await lab.addServer({ name: shell, user: shell, shell });
  }
  room = createConnections({
    host: scriptedHost(),
    resolve: (name) => {
      const server = lab.server(name);
      return resolvedServer(
        { name, host: server.host, port: server.port, user: server.login },
        {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
        },
      );
    },
  });
});

after(async () => {
  await room.close();
  await lab.stop();
});

function skip(shell: LabShell): string | false {
  if (!hasShell(shell)) return `${shell} is not installed`;
  return isRoot || shell === 'bash' ? false : 'needs root to make a user with this shell';
}

for (const shell of shells) {
  test(`under ${shell}: output is exact, arguments arrive, the exit code too`, {
    skip: skip(shell),
  }, async () => {
    const link = await room.link(shell, never);
    const args = [
      'plain',
      "it's",
      'two words',
      '$HOME `id` !!',
      'line\nbreak',
      '',
      '*',
      '-n',
      '\\',
    ];
    const script =
      'for a in "$@"; do printf "%s\\0" "$a"; done; printf "%s" "$#"; echo note >&2; exit 9';
    const result = await runScript(link, script, { args });
    assert.equal(result.stdout.toString(), `${args.map((a) => `${a}\0`).join('')}${args.length}`);
    assert.equal(result.stderr, 'note\n');
    assert.equal(result.code, 9);
    const bytes = await runScript(link, `printf '\\000\\377\\001\\n'; cat\n${padding}echo after`);
    assert.deepEqual([...bytes.stdout.subarray(0, 4)], [0, 255, 1, 10]);
    assert.equal(bytes.stdout.subarray(4).toString(), 'after\n', 'cat must not eat the script');
  });
}

/** More than sh reads ahead at a time, so that `cat` would find the rest of the script. */
const padding = '# padding\n'.repeat(5000);

async function refused(work: Promise<unknown>, tag: string) {
  const error = await work.catch((reason: unknown) => reason);
  assert.equal(problemOf(error)?.tag, tag, String(error));
}

test('too slow, too long, cancelled, and a syntax error', async () => {
  const link = await room.link('bash', never);
  await refused(runScript(link, 'sleep 1000', { timeoutMs: 300 }), 'connections/script-timeout');
  await refused(
    runScript(link, 'head -c 100000 /dev/zero; sleep 1000', { maxBytes: 1000 }),
    'connections/script-too-long',
  );
  const controller = new AbortController();
  const work = runScript(link, 'sleep 1000', { signal: controller.signal });
  controller.abort();
  await refused(work, 'kit/cancelled');
  await refused(runScript(link, 'true', { signal: controller.signal }), 'kit/cancelled');
  const broken = await runScript(link, 'if then fi');
  assert.notEqual(broken.code, 0);
  assert.match(broken.stderr, /[Ss]yntax error/);
  const big = await runScript(link, 'head -c 3000000 /dev/zero');
  assert.equal(big.stdout.length, 3_000_000);
});
