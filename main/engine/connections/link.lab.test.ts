/** A link to a real sshd: commands, binary safety, exit codes, loss, cancellation. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { type ProblemError, problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections, type Link } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
let server: LabServer;
let room: ConnectionsRoom;
const host = scriptedHost();
const never = new AbortController().signal;

before(async () => {
  lab = await startLab({ servers: [{ name: 'gpu1' }], knownHosts: true });
  server = lab.server('gpu1');
  room = createConnections({ host, resolve: (name) => settings(name) });
});

after(async () => {
  await room.close();
  await lab.stop();
});

function settings(name: string) {
  return resolvedServer(
    { name, host: server.host, port: server.port, user: server.login },
    {
      identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
      userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
    },
  );
}

async function connected(name = 'gpu1'): Promise<Link> {
  return room.link(name, never);
}

function tag(expected: string) {
  return (error: unknown) => {
    assert.equal(problemOf(error)?.tag, expected, String(error));
    return true;
  };
}

test('a command runs through the login shell and its exit code comes back', async () => {
  const link = await connected();
  assert.equal(link.peer.user, server.login);
  assert.match(link.peer.software, /^OpenSSH_/);
  const process = await link.exec('echo "$HOME"; echo oops >&2; exit 7');
  const [out, err, exit] = await Promise.all([
    buffer(process.stdout),
    buffer(process.stderr),
    process.exit,
  ]);
  assert.equal(out.toString(), `${server.home}\n`);
  assert.equal(err.toString(), 'oops\n');
  assert.deepEqual(exit, { code: 7, signal: null });
});

test('a signal that ends a command is named without SIG', async () => {
  const process = await (await connected()).exec('kill -TERM $$');
  assert.deepEqual(await process.exit, { code: null, signal: 'TERM' });
});

test('the server delivers a signal that we ask for', async () => {
  const process = await (await connected()).exec(
    'trap "echo got it; exit 3" INT; echo ready; while :; do sleep 0.05; done',
  );
  const lines: string[] = [];
  for await (const chunk of process.stdout) {
    lines.push(String(chunk));
    if (String(chunk).includes('ready')) process.signal('INT');
  }
  assert.match(lines.join(''), /got it/);
  assert.deepEqual(await process.exit, { code: 3, signal: null });
});

test('stdin and stdout carry every byte', async () => {
  const data = randomBytes(5 * 1024 * 1024 + 13);
  const process = await (await connected()).exec('cat');
  process.stdin.end(data);
  const back = await buffer(process.stdout);
  assert.ok(back.equals(data));
  assert.deepEqual(await process.exit, { code: 0, signal: null });
});

test('a reader that is slow loses nothing, and the exit waits for it', async () => {
  const process = await (await connected()).exec('head -c 6000000 /dev/zero; exit 4');
  await new Promise((resolve) => setImmediate(resolve));
  let count = 0;
  for await (const chunk of process.stdout) {
    count += (chunk as Buffer).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(count, 6_000_000);
  assert.equal((await process.exit).code, 4);
});

test('a write to a program that has ended fails instead of hanging', async () => {
  const process = await (await connected()).exec('exit 0');
  await process.exit;
  const error = await new Promise((resolve) => process.stdin.write('late', resolve));
  assert.ok(error instanceof Error);
});

test('a write that waits for the window fails when the program ends', async () => {
  const process = await (await connected()).exec('read line; exit 6');
  // More than the channel's window takes; the program reads one line of it.
  const written = new Promise((resolve) =>
    process.stdin.write(Buffer.concat([Buffer.from('go\n'), Buffer.alloc(8_000_000)]), resolve),
  );
  assert.equal((await process.exit).code, 6);
  assert.equal(problemOf(await written)?.tag, 'connections/process-gone');
});

test('a pty has the asked size, and resize changes it', async () => {
  const process = await (await connected()).exec('stty size; read _; stty size', {
    pty: { cols: 100, rows: 30, term: 'xterm-256color' },
  });
  const out = buffer(process.stdout);
  process.resize(120, 40);
  process.stdin.write('\n');
  const text = (await out).toString();
  assert.match(text, /30 100|40 120/);
  assert.match(text, /40 120/);
});

test('many channels at once share one link', async () => {
  const link = await connected();
  const outs = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (n) => {
      const process = await link.exec(`echo ${n}`);
      return (await buffer(process.stdout)).toString();
    }),
  );
  assert.deepEqual(outs, ['1\n', '2\n', '3\n', '4\n', '5\n', '6\n']);
  assert.equal(await connected(), link);
});

test('one byte through a tunnel does not wait for Nagle', async (t) => {
  const echo = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const { port } = echo.address() as { port: number };
  const link = await connected();
  const socket = (link as unknown as { transport: Socket }).transport;
  for (const noDelay of [true, false]) {
    // A test of its own, because the reporter prints only what subtests say.
    await t.test(`round trip ${noDelay ? 'without' : 'with'} Nagle`, async (sub) => {
      socket.setNoDelay(noDelay);
      const stream = await link.forwardTcp('127.0.0.1', port);
      const median = await roundTrip(stream);
      const words = `with TCP_NODELAY ${noDelay ? 'on, as we set it' : 'off, for comparison'}`;
      sub.diagnostic(`one byte through a tunnel and back, ${words}: median ${median} µs`);
      stream.destroy();
    });
  }
  socket.setNoDelay(true);
  echo.close();
});

/** Median of microseconds over 40 round trips of two small writes, as an interactive tool makes. */
async function roundTrip(stream: Duplex): Promise<number> {
  const once = () =>
    new Promise<number>((resolve) => {
      const start = process.hrtime.bigint();
      let back = 0;
      const listen = (chunk: Buffer) => {
        back += chunk.length;
        if (back < 2) return;
        stream.off('data', listen);
        resolve(Number(process.hrtime.bigint() - start) / 1000);
      };
      stream.on('data', listen);
      stream.write('x');
      setImmediate(() => stream.write('y'));
    });
  const times: number[] = [];
  for (let i = 0; i < 40; i++) times.push(await once());
  return Math.round(times.sort((a, b) => a - b)[20] ?? 0);
}

test('we set TCP_NODELAY on the socket ourselves', async () => {
  const asked: boolean[] = [];
  const original = Socket.prototype.setNoDelay;
  Socket.prototype.setNoDelay = function (on) {
    asked.push(on ?? true);
    return original.call(this, on);
  };
  try {
    await connected('another');
  } finally {
    Socket.prototype.setNoDelay = original;
  }
  assert.deepEqual([...new Set(asked)], [true]);
});

test('a tunnel carries data both ways and ends both ways', async () => {
  const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const { port } = echo.address() as { port: number };
  const data = randomBytes(3_000_000);
  const stream = await (await connected()).forwardTcp('127.0.0.1', port);
  stream.end(data);
  assert.ok((await buffer(stream)).equals(data));
  await new Promise((resolve) => (stream.closed ? resolve(null) : stream.once('close', resolve)));
  echo.close();
});

test('a tunnel to a closed port is refused with the target named', async () => {
  await assert.rejects((await connected()).forwardTcp('127.0.0.1', 1), (error) => {
    tag('connections/forward-refused')(error);
    assert.match((error as ProblemError).problem.what, /127\.0\.0\.1:1/);
    return true;
  });
});

test('a tunnel to a unix socket, and to one that is not there', async () => {
  const path = join(lab.dir, 'echo.sock');
  const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen({ path, writableAll: true }, resolve));
  const link = await connected();
  const stream = await link.forwardUnix(path);
  stream.end('over unix');
  assert.equal((await buffer(stream)).toString(), 'over unix');
  echo.close();
  await assert.rejects(link.forwardUnix('/nonexistent.sock'), tag('connections/forward-refused'));
});

test('an abort before, during and after', async () => {
  const link = await connected();
  const early = new AbortController();
  early.abort();
  await assert.rejects(link.exec('echo', { signal: early.signal }), tag('kit/cancelled'));
  const middle = new AbortController();
  const process = await link.exec('sleep 1000', { signal: middle.signal });
  middle.abort();
  await assert.rejects(process.exit, tag('kit/cancelled'));
  const late = new AbortController();
  const done = await link.exec('exit 5', { signal: late.signal });
  assert.equal((await done.exit).code, 5);
  late.abort();
  assert.equal((await done.exit).code, 5);
  assert.ok(link.alive);
});

test('a lost link rejects all that is pending, and the next call connects anew', async () => {
  const link = await connected();
  const process = await link.exec('cat');
  const sftp = await link.sftp();
  const closed = new Promise((resolve) => link.onClosed(resolve));
  const reading = buffer(process.stdout);
  const outcomes = Promise.allSettled([process.exit, reading]);
  server.proxy.cut();
  const reason = (await closed) as { tag: string };
  assert.equal(reason.tag, 'connections/lost');
  for (const outcome of await outcomes) {
    assert.equal(outcome.status, 'rejected');
    tag('connections/lost')((outcome as PromiseRejectedResult).reason);
  }
  await assert.rejects(sftp.stat('/'), tag('sftp/lost'));
  await assert.rejects(link.exec('true'), tag('connections/lost'));
  assert.equal(link.alive, false);
  assert.equal(room.state('gpu1').value.state, 'failed');
  const next = await connected();
  assert.notEqual(next, link);
  assert.ok(next.alive);
});
