/** The life of a connection against real servers: silence, full servers, a changed network. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isRoot, type Lab, startLab } from '../../../e2e/lab';
import type { ConnectionState } from '../../../preload/contract/servers';
import { logTo } from '../kit/log';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { NetworkWatch } from './network-watch';
import { resolvedServer, scriptedHost } from './test-rig';
import { createWaker } from './wake';

const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
let lab: Lab;

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1' },
      { name: 'accepts', sshdConfig: ['AcceptEnv LM_*'] },
      { name: 'single', sshdConfig: ['MaxSessions 1'] },
      { name: 'pair', sshdConfig: ['MaxSessions 2'] },
      ...(isRoot
        ? [
            {
              ...{ name: 'asked', user: 'asked', password: true, authorize: [] },
              sshdConfig: ['MaxSessions 1'],
            },
          ]
        : []),
      {
        name: 'crowded',
        daemon: true,
        sshdConfig: ['MaxStartups 2:50:5', 'PerSourceMaxStartups none', 'LoginGraceTime 60'],
      },
    ],
  });
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

function fresh(network?: NetworkWatch, more: Partial<ResolvedServer> = {}): ConnectionsRoom {
  const room = createConnections({
    host: scriptedHost((question) =>
      question.kind === 'password'
        ? { kind: 'secret', secret: lab.user('asked').password ?? '', remember: false }
        : undefined,
    ),
    resolve: (name) => {
      const { host, port, login } = lab.server(name);
      return resolvedServer(
        { name, host, port, user: login },
        {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
          ...more,
        },
      );
    },
    ...(network && { network }),
  });
  rooms.push(room);
  return room;
}

function until(
  room: ConnectionsRoom,
  server: string,
  wanted: (state: ConnectionState) => boolean,
): Promise<ConnectionState> {
  return new Promise((resolve) => {
    const stop = room.state(server).follow((state) => {
      if (!wanted(state)) return;
      setImmediate(() => stop());
      resolve(state);
    });
  });
}

test('a server that falls silent is told, stays connected, and answers again', async () => {
  const room = fresh();
  const link = await room.link('gpu1', never);
  const process = await link.exec('cat');
  const { proxy } = lab.server('gpu1');
  proxy.stall();
  const silent = await until(
    room,
    'gpu1',
    (state) => state.state === 'connected' && state.silentSince !== null,
  );
  assert.ok(silent.state === 'connected' && (silent.silentSince ?? 0) <= Date.now());
  process.stdin.write('typed in the silence\n');
  proxy.resume();
  await until(room, 'gpu1', (state) => state.state === 'connected' && state.silentSince === null);
  assert.equal(room.current('gpu1'), link, 'the same link');
  const [answer] = (await once(process.stdout, 'data')) as [Buffer];
  assert.equal(String(answer), 'typed in the silence\n');
  process.close();
});

test('an idle link asks for signs of life and is never told silent', async () => {
  const room = fresh();
  await room.link('gpu1', never);
  const states: ConnectionState[] = [];
  const stop = room.state('gpu1').follow((state) => states.push(state));
  const { proxy } = lab.server('gpu1');
  const before = proxy.bytes.toClient;
  await new Promise((resolve) => setTimeout(resolve, 13_500));
  stop();
  assert.ok(proxy.bytes.toClient > before, 'the server answered what it was asked');
  assert.equal(states.length, 1, JSON.stringify(states));
});

test('MaxStartups 2:50:5: everybody gets in, a little later', async () => {
  const crowded = lab.server('crowded');
  const idlers: Socket[] = [];
  const takePlace = async () => {
    const idler = connect(crowded.directPort, '127.0.0.1');
    idler.on('error', () => {});
    idlers.push(idler);
    // A dropped one is as good: then the places are taken.
    await Promise.race([once(idler, 'data'), once(idler, 'close')]);
  };
  for (let at = 0; at < 4; at++) await takePlace();
  const made = Array.from({ length: 8 }, () => fresh());
  const steps: string[] = [];
  for (const room of made) {
    room.state('crowded').follow((state) => {
      if (state.state === 'connecting') steps.push(state.step);
    });
  }
  const all = Promise.all(made.map((room) => room.link('crowded', never)));
  setTimeout(() => {
    for (const idler of idlers) idler.destroy();
  }, 700);
  const links = await all;
  assert.equal(links.filter(({ alive }) => alive).length, 8);
  assert.ok(
    steps.some((step) => step.startsWith('the server takes no more sign-ins')),
    'nobody had to wait: the test shows nothing',
  );
});

test('after a change of the network nobody waits for their turn to come back', async () => {
  let addresses = new Set(['10.0.0.2']);
  const network = new NetworkWatch({ everyMs: 3_600_000, addresses: () => addresses });
  const room = fresh(network);
  const waker = createWaker({
    ...{ connections: room, log: logTo(() => {}), jitterMs: 5, network },
    backoffMs: [3_600_000],
  });
  const controller = new AbortController();
  await room.link('gpu1', never);
  const waiting = new Promise<void>((resolve) => {
    void waker.keep(controller.signal, (servers) => {
      if (servers.length > 0) resolve();
    });
  });
  lab.server('gpu1').proxy.cut();
  await waiting;
  addresses = new Set(['10.0.0.2', '10.8.0.1']);
  network.look();
  await until(room, 'gpu1', (state) => state.state === 'connected');
  controller.abort();
});

const sharingOf = (room: ConnectionsRoom, server: string) => {
  const { value } = room.state(server);
  return value.state === 'connected' ? value.sharing : undefined;
};

test('MaxSessions 1 and 2, with a key: more connections without a question, closed with the link', async () => {
  for (const [server, connections] of [
    ['single', 3],
    ['pair', 2],
  ] as const) {
    const room = fresh();
    const link = await room.link(server, never);
    assert.equal(sharingOf(room, server), null);
    const cats = [await link.exec('cat'), await link.exec('cat')];
    const sftp = await link.sftp();
    assert.ok((await sftp.realPath('.')).startsWith('/'));
    assert.equal(sharingOf(room, server)?.connections, connections, server);
    assert.equal(lab.server(server).proxy.connections, connections, server);
    for (const cat of cats) {
      cat.stdin.end('through\n');
      const [answer] = (await once(cat.stdout, 'data')) as [Buffer];
      assert.equal(String(answer), 'through\n');
    }
    await room.disconnect(server);
    while (lab.server(server).proxy.connections > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});

test('MaxSessions 1, with a password: one question; people before the background, and in turn', {
  skip: !isRoot && 'needs root',
}, async () => {
  const room = fresh();
  const link = await room.link('asked', never);
  const sampler = await link.exec('cat', { background: true });
  const terminal = await link.exec('cat');
  await sampler.exit;
  const back = link.exec('echo back', { background: true });
  const sftp = link.sftp();
  await until(
    room,
    'asked',
    (state) => state.state === 'connected' && state.sharing?.waiting === 1,
  );
  const shared = { limit: 1, connections: 1, waiting: 1, transfers: 0, paused: 1 };
  assert.deepEqual(sharingOf(room, 'asked'), shared);
  terminal.stdin.end();
  const files = await sftp;
  assert.equal(sharingOf(room, 'asked')?.paused, 1);
  files.end();
  assert.equal((await (await back).exit).code, 0);
  assert.equal(lab.server('asked').proxy.connections, 1);
});

test('SetEnv and SendEnv reach commands and shells; what the server does not accept is no failure', async () => {
  process.env['LM_SENT'] = 'from here';
  const room = fresh(undefined, {
    setEnv: [
      ['LM_SET', 'two words'],
      ['NOT_ACCEPTED', '1'],
    ],
    sendEnv: ['LM_S*', 'NOWHERE'],
  });
  const link = await room.link('accepts', never);
  delete process.env['LM_SENT'];
  const told = await link.exec('echo "$LM_SET/$LM_SENT/$NOT_ACCEPTED"');
  const [answer] = (await once(told.stdout, 'data')) as [Buffer];
  assert.equal(String(answer), 'two words/from here/\n');
  const shell = await link.shell({ cols: 80, rows: 24, term: 'xterm' });
  let screen = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    screen += chunk;
  });
  shell.stdin.end('echo "got=$LM_SET"; exit\n');
  await shell.exit;
  assert.match(screen, /got=two words/);
});

test('AddressFamily decides which addresses of a name are tried', async () => {
  const four = fresh(undefined, {
    ...{ addressFamily: 'inet', host: 'localhost' },
    ...{ strictHostKeyChecking: 'accept-new', userKnownHostsFiles: [] },
  });
  assert.ok((await four.link('gpu1', never)).alive);
  const six = fresh(undefined, { addressFamily: 'inet6' });
  await assert.rejects(
    six.link('gpu1', never),
    (error) => problemOf(error)?.tag === 'connections/unresolved',
  );
});
