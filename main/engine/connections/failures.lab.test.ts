/** What can go wrong on the way to a server, each against the real thing: named, with a next step. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import type { DoctorStep } from '../../../preload/contract/servers';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections, type Link } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];

/** Runs every command but the sftp server. */
const withoutSftp =
  'case "$SSH_ORIGINAL_COMMAND" in *sftp-server*) exit 1;; *) eval "$SSH_ORIGINAL_COMMAND";; esac';

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1' },
      { name: 'few', sshdConfig: ['MaxSessions 2', 'AllowTcpForwarding no'] },
      {
        name: 'crowded',
        daemon: true,
        sshdConfig: ['MaxStartups 1:100:1', 'PerSourceMaxStartups none'],
      },
      { name: 'chacha', sshdConfig: ['Ciphers chacha20-poly1305@openssh.com'] },
      { name: 'impatient', sshdConfig: ['MaxAuthTries 1'] },
      { name: 'no-sftp', sshdConfig: [`ForceCommand ${withoutSftp}`] },
    ],
  });
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

function settings(server: LabServer, more: Partial<ResolvedServer> = {}): ResolvedServer {
  const where = { name: server.name, host: server.host, port: server.port, user: server.login };
  return resolvedServer(where, {
    identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
    userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
    ...more,
  });
}

function fresh(server: LabServer, more: Partial<ResolvedServer> = {}) {
  const room = createConnections({
    host: scriptedHost(),
    resolve: () => settings(server, more),
    busyPausesMs: [20, 20],
  });
  rooms.push(room);
  return room;
}

const reach = (server: LabServer, more: Partial<ResolvedServer> = {}): Promise<Link> =>
  fresh(server, more).link(server.name, never);

async function refused(work: Promise<unknown>, tag: string) {
  const error = await work.then(
    () => assert.fail(`did not fail with ${tag}`),
    (reason: unknown) => reason,
  );
  const problem = problemOf(error);
  assert.equal(problem?.tag, tag, `${String(error)} ${problem?.detail ?? ''}`);
  assert.ok(problem?.what.endsWith('.'), 'a sentence');
  assert.ok((problem?.next.length ?? 0) > 0, 'a next step');
  return problem as NonNullable<typeof problem>;
}

async function listening(onConnection: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server) => (server.address() as { port: number }).port;

test('a name that does not resolve', async () => {
  const host = 'no-such-host.invalid';
  await refused(reach(lab.server('gpu1'), { host }), 'connections/unresolved');
});

test('a port that refuses', async () => {
  const closed = await listening(() => {});
  const port = portOf(closed);
  await new Promise((resolve) => closed.close(resolve));
  await refused(reach(lab.server('gpu1'), { port }), 'connections/refused');
});

test('an address without a way', async () => {
  // Linux has no TCP to a multicast address: ENETUNREACH, as with a missing route.
  await refused(reach(lab.server('gpu1'), { host: '224.0.0.1' }), 'connections/unreachable');
});

test('a machine that does not answer', async () => {
  // A stopped process whose queue of connections is full: the kernel drops what comes then.
  const program =
    'require("net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},function(){console.log(this.address().port)})';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => fillers[0]?.once('connect', resolve));
  const work = reach(lab.server('gpu1'), { port, connectTimeoutSeconds: 1 });
  const problem = await refused(work, 'connections/timed-out');
  assert.match(problem.what, /within 1 second/);
  for (const filler of fillers) filler.destroy();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
});

test('a web server is not an SSH server, and the text is shown without control characters', async () => {
  const { proxy } = lab.server('gpu1');
  proxy.setMode('http');
  const problem = await refused(reach(lab.server('gpu1')), 'connections/not-ssh');
  proxy.setMode('ssh');
  assert.match(problem.why ?? '', /a web server/);
  const rude = await listening((socket) => socket.end('\x1b]0;owned\x07\x1b[31mgo away\x07\r\n'));
  const other = await refused(
    reach(lab.server('gpu1'), { port: portOf(rude) }),
    'connections/not-ssh',
  );
  rude.close();
  assert.doesNotMatch(other.why ?? '', /[\x00-\x1f]/);
  assert.match(other.why ?? '', /"go away"/);
});

test('silence, and a close without a word', async () => {
  const { proxy } = lab.server('gpu1');
  proxy.setMode('silent');
  const silent = reach(lab.server('gpu1'), { connectTimeoutSeconds: 1 });
  await refused(silent, 'connections/silent');
  proxy.setMode('ssh');
  const shut = await listening((socket) => socket.end());
  const problem = await refused(
    reach(lab.server('gpu1'), { port: portOf(shut) }),
    'connections/dropped',
  );
  shut.close();
  assert.match(problem.why ?? '', /MaxStartups/);
});

test('MaxStartups is not called a wrong password', async () => {
  const crowded = lab.server('crowded');
  // One that never signs in takes the only place.
  const idler = connect(crowded.directPort, '127.0.0.1');
  await new Promise((resolve) => idler.once('data', resolve));
  const error = await reach(crowded).catch((reason: unknown) => reason);
  assert.match(problemOf(error)?.tag ?? String(error), /^connections\/(busy|dropped)$/);
  idler.destroy();
});

test('no cipher in common names both sides', async () => {
  const problem = await refused(reach(lab.server('chacha')), 'connections/no-algorithm');
  assert.match(problem.what, /cipher/);
  assert.match(problem.why ?? '', /chacha20-poly1305@openssh\.com.*aes128-gcm@openssh\.com/);
});

test('too many tries', async () => {
  const server = lab.server('impatient');
  const strangers = ['rsa', 'ed25519'] as const;
  const work = reach(server, {
    user: 'nosuchuser',
    identityFiles: strangers.map((key) => ({ path: lab.keys[key].path, explicit: true })),
  });
  const problem = await refused(work, 'connections/too-many-tries');
  assert.match(problem.next[0]?.label ?? '', /IdentitiesOnly/);
});

test('forwarding that is switched off', async () => {
  const link = await reach(lab.server('few'));
  await refused(link.forwardTcp('127.0.0.1', 22), 'connections/forward-prohibited');
});

test('a server without SFTP', async () => {
  const link = await reach(lab.server('no-sftp'));
  await refused(link.sftp(), 'connections/no-sftp');
  assert.ok(link.alive);
});

describe('a ProxyCommand', () => {
  const data = mkdtempSync(join(tmpdir(), 'labmate-proxy-command-'));
  after(() => rmSync(data, { recursive: true, force: true }));
  const asked: string[] = [];
  const room = (proxyCommand: string, answer: 'yes' | 'no' = 'yes') => {
    const host = scriptedHost((question) => {
      if (question.kind === 'confirm') asked.push(question.text);
      return { kind: answer };
    });
    Object.assign(host.paths, { data });
    const made = createConnections({
      host,
      resolve: () => settings(lab.server('gpu1'), { proxyCommand }),
      busyPausesMs: [20, 20],
    });
    rooms.push(made);
    return made;
  };
  /** A program that joins its streams to the server, and waits for a child of its own. */
  const joining = () =>
    `${process.execPath} -e 'const s=require("net").connect(${lab.server('gpu1').port},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)'`;

  test('no part of it is left out of the question, whatever a terminal would make of it', async () => {
    const command = 'true \x1b]0;\x07; touch /tmp/x \u202e # \x1b[8mhidden';
    await refused(room(command, 'no').link('gpu1', never), 'connections/proxy-command');
    assert.ok(asked.pop()?.endsWith(command));
  });

  test('nothing runs without a yes', async () => {
    const marker = join(data, 'ran');
    await refused(room(`touch ${marker}`, 'no').link('gpu1', never), 'connections/proxy-command');
    const quiet = room(`touch ${marker}`).link('gpu1', never, { background: true });
    await refused(quiet, 'connections/sign-in-needed');
    assert.equal(existsSync(marker), false);
    assert.equal(asked.length, 1, 'the background asks nobody');
    assert.match(asked[0] ?? '', /touch /);
  });

  test('after a yes it is the connection, is not asked again, and ends with it', async () => {
    asked.length = 0;
    const first = room(joining());
    const link = await first.link('gpu1', never);
    const told = await link.exec('echo through');
    const [answer] = await once(told.stdout, 'data');
    assert.equal(String(answer), 'through\n');
    const running = () => childrenWith(`connect(${lab.server('gpu1').port}`);
    assert.equal(running().length, 1);
    await first.disconnect('gpu1');
    while (running().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const again = room(joining(), 'no');
    assert.ok((await again.link('gpu1', never)).alive);
    await again.disconnect('gpu1');
    assert.equal(asked.length, 1, 'the very same command was allowed');
    await refused(room(`${joining()} #`, 'no').link('gpu1', never), 'connections/proxy-command');
    const { result } = await examinedWith(room(joining()));
    assert.deepEqual(result, { healthy: true });
  });

  test('one that fails says why; one that never answers is given up and ended', async () => {
    const failed = await refused(
      room('sh -c "echo no route to the lab >&2; exit 3"').link('gpu1', never),
      'connections/proxy-command-failed',
    );
    assert.match(failed.what, /ended with code 3/);
    assert.match(failed.why ?? '', /no route to the lab/);
    const missing = await refused(
      room('/no/such/program %h').link('gpu1', never),
      'connections/proxy-command-failed',
    );
    assert.match(missing.what, /code 127/);
    const controller = new AbortController();
    const waiting = room('sleep 4242').link('gpu1', controller.signal);
    while (childrenWith('sleep 4242').length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    controller.abort();
    await assert.rejects(waiting);
    while (childrenWith('sleep 4242').length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});

/** Process numbers of programs whose command line holds this text. */
function childrenWith(text: string): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)
        ? [Number(pid)]
        : [];
    } catch {
      return []; // It has just ended.
    }
  });
}

async function examinedWith(room: ConnectionsRoom) {
  let last: DoctorStep[] = [];
  const result = await room.doctor('gpu1', never, (steps) => {
    last = steps;
  });
  return { result, last };
}

test('a stall during the handshake, and one that the keep-alive finds', async () => {
  const server = lab.server('gpu1');
  const stalled = await listening((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
  const more = { port: portOf(stalled), connectTimeoutSeconds: 1 };
  await refused(reach(server, more), 'connections/handshake-timeout');
  stalled.close();
  const link = await reach(server, { serverAliveIntervalSeconds: 1, serverAliveCountMax: 1 });
  const process = await link.exec('cat');
  server.proxy.stall();
  const problem = await refused(process.exit, 'connections/lost');
  server.proxy.resume();
  assert.match(problem.why ?? '', /stopped answering/);
});

test('cancelling at every stage leaves nothing open', async () => {
  const { proxy } = lab.server('gpu1');
  const early = new AbortController();
  early.abort();
  await refusedByCancel(fresh(lab.server('gpu1')).link('gpu1', early.signal));
  proxy.setMode('silent');
  const middle = new AbortController();
  const room = fresh(lab.server('gpu1'));
  const work = room.link('gpu1', middle.signal);
  const connecting = new Promise<void>((resolve) => {
    room.state('gpu1').follow((state) => {
      if (state.state === 'connecting' && state.step.startsWith('connecting')) resolve();
    });
  });
  await connecting;
  middle.abort();
  await refusedByCancel(work);
  assert.equal(room.state('gpu1').value.state, 'disconnected');
  proxy.setMode('ssh');
  assert.ok((await room.link('gpu1', never)).alive, 'a new call begins anew');
});

async function refusedByCancel(work: Promise<unknown>): Promise<void> {
  const error = await work.catch((reason: unknown) => reason);
  assert.equal(problemOf(error)?.tag, 'kit/cancelled', String(error));
}

test('a chain of jump hosts works; a failing hop is named', async () => {
  const [one, two] = [lab.server('gpu1'), lab.server('chacha')];
  const target = await lab.addServer({ name: 'inner', user: 'carol' });
  const jumps = [settings(one), { ...settings(await lab.addServer({ name: 'second' })) }];
  const room = fresh(target, { jumps });
  const link = await room.link('inner', never);
  assert.equal(link.peer.user, target.login);
  const process = await link.exec('echo through two');
  process.stdout.resume();
  assert.equal((await process.exit).code, 0);
  await room.disconnect('inner');
  const failing = reach(target, { jumps: [settings(one), settings(two)] });
  const problem = await refused(failing, 'connections/jump-failed');
  assert.match(problem.what, /the jump host chacha failed/);
  assert.equal(problem.facts['cause'], 'connections/no-algorithm');
  const lost = await reach(target, { jumps });
  const gone = new Promise((resolve) => lost.onClosed(resolve));
  one.proxy.cut();
  assert.equal(((await gone) as { tag: string }).tag, 'connections/lost');
});
