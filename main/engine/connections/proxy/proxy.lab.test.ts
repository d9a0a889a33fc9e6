/**
 * Proxies against real ones (ssh -D as SOCKS5, Node's own HTTP server as CONNECT) and against scripted
 * hostile ones: through to an sshd, or a card that names the proxy, in bounded time and memory.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { type Lab, startLab } from '../../../../e2e/lab';
import type { QuestionBody } from '../../../../preload/contract/questions';
import { problemOf } from '../../kit/outcome';
import { type ProxyChoice, parseProxyChoice } from '../../kit/proxy-address';
import type { ResolvedServer } from '../../servers/resolved';
import { type ConnectionsRoom, createConnections } from '../index';
import { type Answerer, resolvedServer, scriptedHost } from '../test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
const closers: (() => unknown)[] = [];

before(async () => {
  lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }, { name: 'inner' }] });
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  for (const close of closers) close();
  await lab.stop();
});

const choice = (text: string): ProxyChoice => parseProxyChoice(text) ?? assert.fail(text);

function settings(name: string, more: Partial<ResolvedServer> = {}): ResolvedServer {
  const server = lab.server(name);
  const where = { name, host: server.host, port: server.port, user: server.login };
  return resolvedServer(where, {
    identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
    userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
    ...more,
  });
}

function fresh(proxy: ProxyChoice, more: Partial<ResolvedServer> = {}, answerer?: Answerer) {
  const host = scriptedHost(answerer);
  const room = createConnections({ host, resolve: () => settings('gpu1', { proxy, ...more }) });
  rooms.push(room);
  return { host, room };
}

async function works(room: ConnectionsRoom) {
  const link = await room.link('gpu1', never);
  const process = await link.exec('echo through');
  const out = await process.stdout.toArray();
  assert.equal(Buffer.concat(out).toString(), 'through\n');
}

async function card(room: ConnectionsRoom) {
  const error = await room.link('gpu1', never).then(
    () => assert.fail('connected'),
    (reason: unknown) => reason,
  );
  const problem = problemOf(error);
  assert.equal(problem?.tag, 'connections/proxy-failed', String(error));
  return problem as NonNullable<typeof problem>;
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** An HTTP proxy with Node's own server; `wants` is the proof it asks for. */
async function httpProxy(wants?: string) {
  const asked: string[] = [];
  const server = createHttp();
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    socket.on('error', () => socket.destroy());
    const proof = request.headers['proxy-authorization'];
    if (wants !== undefined && proof !== `Basic ${Buffer.from(wants).toString('base64')}`) {
      socket.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="lab"\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\nVia: us\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

test('through the SOCKS server of ssh -D', async () => {
  const reserved = await listen(() => {});
  closers.pop()?.();
  const gate = lab.server('inner');
  const child = spawn(
    'ssh',
    [
      ...['-F', 'none', '-N', '-D', `127.0.0.1:${reserved}`, '-p', String(gate.port)],
      ...['-i', lab.keys.ed25519.path, '-o', `UserKnownHostsFile=${lab.sshDir}/known_hosts`],
      ...['-o', 'BatchMode=yes', '-v', `${gate.login}@127.0.0.1`],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  closers.push(() => child.kill());
  for await (const said of child.stderr) {
    if (/Entering interactive session/.test(String(said))) break;
  }
  child.stderr.resume();
  const proxy = choice(`socks5://127.0.0.1:${reserved}`);
  await works(fresh(proxy).room);
  await works(
    fresh(proxy, { host: 'localhost', hostKeyAlias: `[127.0.0.1]:${lab.server('gpu1').port}` })
      .room,
  );
  const refused = await card(fresh(proxy, { port: 1 }).room);
  // OpenSSH hangs up where it cannot connect; others say why.
  assert.match(refused.what, /closed the connection|did not connect to/);
});

test('through an HTTP proxy; a password is asked for, kept for the session, and never logged', async () => {
  const open = await httpProxy();
  await works(fresh(choice(`http://127.0.0.1:${open.port}`)).room);
  assert.deepEqual(open.asked, [`127.0.0.1:${lab.server('gpu1').port}`]);
  const closed = await httpProxy('asha:s3cret:x');
  const secrets = ['wrong-1', 's3cret:x'];
  const proxy = choice(`http://asha@127.0.0.1:${closed.port}`);
  const answerer: Answerer = () => ({
    kind: 'secret',
    secret: secrets.shift() ?? '',
    remember: true,
  });
  const { host, room } = fresh(proxy, {}, answerer);
  await works(room);
  const asked = host.asked as Extract<QuestionBody, { kind: 'password' }>[];
  assert.deepEqual(
    asked.map(({ kind, user, attempt, host: whose }) => [kind, user, attempt, whose]),
    [
      ['password', 'asha', 1, `the proxy 127.0.0.1:${closed.port}`],
      ['password', 'asha', 2, `the proxy 127.0.0.1:${closed.port}`],
    ],
  );
  await room.disconnect('gpu1');
  await works(room);
  assert.equal(host.asked.length, 2, 'not asked again');
  assert.doesNotMatch(JSON.stringify(host.entries), /s3cret|wrong-1/);
});

test('nobody is asked in the background; a no ends it; an address without a name says so', async () => {
  const { port } = await httpProxy('asha:pw');
  const proxy = choice(`http://asha@127.0.0.1:${port}`);
  const quiet = fresh(proxy);
  const error = await quiet.room
    .link('gpu1', never, { background: true })
    .catch((reason: unknown) => reason);
  assert.equal(problemOf(error)?.tag, 'connections/sign-in-needed');
  assert.deepEqual(quiet.host.asked, []);
  assert.match((await card(fresh(proxy).room)).what, /did not accept the user name and password/);
  const nameless = await card(fresh(choice(`http://127.0.0.1:${port}`)).room);
  assert.match(nameless.what, /asks who you are/);
  assert.match(nameless.next[0]?.label ?? '', /name@127/);
});

test('SOCKS with user and password', async () => {
  const seen: string[] = [];
  const port = await listen((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.of(5, 2));
      socket.once('data', (proof: Buffer) => {
        seen.push(proof.toString('latin1'));
        const right = proof.toString('latin1') === '\x01\x04asha\x02pw';
        socket.write(Buffer.of(1, right ? 0 : 1));
        if (!right) return;
        socket.once('data', (wish: Buffer) => {
          const upstream = connect(wish.readUInt16BE(wish.length - 2), '127.0.0.1', () => {
            // A long name as the bound address, and the server's first words in the same packet.
            upstream.once('data', (first: Buffer) => {
              const name = Buffer.alloc(255, 'x');
              socket.write(
                Buffer.concat([Buffer.of(5, 0, 0, 3, 255), name, Buffer.of(0, 0), first]),
              );
              upstream.pipe(socket).pipe(upstream);
            });
          });
          upstream.on('error', () => socket.destroy());
        });
      });
    });
  });
  const answerer: Answerer = () => ({ kind: 'secret', secret: 'pw', remember: false });
  await works(fresh(choice(`socks5://asha@127.0.0.1:${port}`), {}, answerer).room);
  assert.equal(seen.length, 1);
  const wrong: Answerer = () => ({ kind: 'secret', secret: 'no', remember: false });
  const { host, room } = fresh(choice(`socks5://asha@127.0.0.1:${port}`), {}, wrong);
  await card(room);
  assert.equal(host.asked.length, 3, 'three tries, no more');
});

test('a proxy that cannot be reached is named, and the server is not blamed', async () => {
  const problem = await card(fresh(choice('socks5://127.0.0.1:1')).room);
  assert.match(problem.what, /^gpu1 could not be reached: the proxy 127\.0\.0\.1:1 failed\./);
  assert.equal(problem.facts['cause'], 'connections/refused');
  const unknown = await card(fresh(choice('http://no-such-host.invalid:1')).room);
  assert.equal(unknown.facts['cause'], 'connections/unresolved');
});

test('in front of a jump host the proxy serves the first hop, and is named when it fails', async () => {
  const { port, asked } = await httpProxy();
  const jumps = [settings('inner')];
  await works(fresh(choice(`http://127.0.0.1:${port}`), { jumps }).room);
  assert.deepEqual(asked, [`127.0.0.1:${lab.server('inner').port}`]);
  const { room } = fresh(choice('http://127.0.0.1:1'), { jumps });
  const error = await room.link('gpu1', never).catch((reason: unknown) => reason);
  const problem = problemOf(error);
  assert.equal(problem?.tag, 'connections/jump-failed');
  assert.equal(problem?.facts['cause'], 'connections/proxy-failed');
  assert.match(
    problem?.what ?? '',
    /the jump host inner failed\..*the proxy 127\.0\.0\.1:1 failed/,
  );
});

test("the system's proxy: of the environment, else what the host knows", async () => {
  const { port, asked } = await httpProxy();
  process.env['all_proxy'] = `http://127.0.0.1:${port}`;
  try {
    await works(fresh('system').room);
    assert.equal(asked.length, 1);
    process.env['no_proxy'] = '127.0.0.1';
    await works(fresh('system').room);
    assert.equal(asked.length, 1, 'past the proxy');
  } finally {
    delete process.env['all_proxy'];
    delete process.env['no_proxy'];
  }
  const host = {
    ...scriptedHost(),
    systemProxy: async (name: string, at: number) => {
      assert.equal(`${name}:${at}`, `127.0.0.1:${lab.server('gpu1').port}`);
      return `PROXY 127.0.0.1:${port}; DIRECT`;
    },
  };
  const room = createConnections({ host, resolve: () => settings('gpu1', { proxy: 'system' }) });
  rooms.push(room);
  await works(room);
  assert.equal(asked.length, 2);
});

const endless = (socket: Socket, piece: Buffer) => {
  const pour = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', pour);
  pour();
};

const hostile: Record<
  string,
  [kind: 'http' | 'socks5', act: (socket: Socket) => void, what: RegExp]
> = {
  silence: ['http', () => {}, /did not answer/],
  'silence of a SOCKS proxy': ['socks5', () => {}, /did not answer/],
  'a close': ['socks5', (socket) => socket.end(), /closed the connection/],
  'a close in the middle': ['http', (socket) => socket.end('HTTP/1.1 200 OK\r\nx'), /closed/],
  'an endless header': [
    'http',
    (socket) => endless(socket, Buffer.alloc(65536, 'X-Filler: yes\r\n')),
    /answered without end/,
  ],
  'a header that drips': [
    'http',
    (socket) => {
      const drip = setInterval(() => socket.write('a'), 100);
      socket.on('close', () => clearInterval(drip));
    },
    /did not answer/,
  ],
  'an SSH server': ['http', (socket) => socket.write('SSH-2.0-x\r\n\r\n\r\n'), /does not belong/],
  'escape codes': [
    'http',
    (socket) => socket.write('HTTP/1.1 403 \x1b]0;owned\x07\x1b[31mno\r\n\r\n'),
    /did not connect/,
  ],
  'a web server': [
    'socks5',
    (socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n'),
    /does not belong/,
  ],
  'an odd method': ['socks5', (socket) => socket.write(Buffer.of(5, 77)), /does not belong/],
  'no method': ['socks5', (socket) => socket.write(Buffer.of(5, 255)), /does not know/],
  'an odd address': [
    'socks5',
    (socket) => socket.write(Buffer.of(5, 0, 5, 0, 0, 9, 1, 2, 3)),
    /does not belong/,
  ],
  'a proof we do not know': [
    'http',
    (socket) => socket.write('HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM\r\n\r\n'),
    /wants a kind of sign-in/,
  ],
};

for (const [what, [kind, act, expected]] of Object.entries(hostile)) {
  test(`a proxy with ${what}: a card, in bounded time and memory`, async () => {
    const port = await listen((socket) => {
      socket.resume();
      act(socket);
    });
    const before = process.memoryUsage();
    const { room } = fresh(choice(`${kind}://127.0.0.1:${port}`), { connectTimeoutSeconds: 1 });
    const problem = await card(room);
    assert.match(problem.what, expected);
    const told = `${problem.what} ${problem.why ?? ''}`;
    assert.doesNotMatch(told, /[\x00-\x1f]/);
    assert.ok(told.length < 700, told);
    const { external } = process.memoryUsage();
    assert.ok(external - before.external < 50_000_000, `${external - before.external} bytes`);
  });
}
