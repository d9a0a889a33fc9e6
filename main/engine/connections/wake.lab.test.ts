/** Connecting by itself to real servers: a few at a time, never asking, and back after a cut. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isRoot, type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { logTo } from '../kit/log';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { resolvedServer, type ScriptedHost, scriptedHost } from './test-rig';
import { type ComingBack, createWaker, type WakeOptions } from './wake';

const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
let lab: Lab;

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      ...Array.from({ length: 6 }, (_, at) => ({ name: `many${at}` })),
      { name: 'stalls' },
      { name: 'locked', identity: 'encrypted' as const },
      { name: 'cut' },
      ...(isRoot ? [{ name: 'word', user: 'word', password: true, authorize: [] }] : []),
    ],
  });
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

function fresh(options: Partial<WakeOptions> = {}, more: Partial<ResolvedServer> = {}) {
  const host: ScriptedHost = scriptedHost();
  const resolve = (name: string) => {
    const server = lab.server(name);
    const where = { name, host: server.host, port: server.port, user: server.login };
    return resolvedServer(where, {
      identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
      userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
      ...more,
    });
  };
  const room = createConnections({ host, resolve });
  rooms.push(room);
  const waker = createWaker({ connections: room, log: logTo(() => {}), jitterMs: 5, ...options });
  const stateOf = (name: string) => {
    const { value } = room.state(name);
    return value.state === 'failed' ? value.problem.tag : value.state;
  };
  return { host, room, waker, stateOf };
}

/** Resolves when a server's state is one of these (a tag for a failure). */
async function until(room: ConnectionsRoom, server: string, wanted: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = room.state(server).follow((state) => {
      const now = state.state === 'failed' ? state.problem.tag : state.state;
      if (now !== wanted) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

const many = () => lab.servers.filter(({ name }) => name.startsWith('many'));

test('six servers: all are connected, never more than two at a time', async () => {
  const { room, waker, host } = fresh();
  let most = 0;
  const stop = room.states.follow((states) => {
    const now = [...states.values()].filter(({ state }) => state === 'connecting').length;
    most = Math.max(most, now);
  });
  const names = many().map(({ name }) => name);
  await waker.wake(names, never);
  stop();
  assert.equal(most, 2, 'two at once, and never three');
  for (const name of names) assert.ok(room.current(name), name);
  assert.equal(host.asked.length, 0);
});

test('one that stalls is given up, and the others have their turn meanwhile', async () => {
  const { waker, stateOf } = fresh({ attemptMs: 1500 });
  lab.server('stalls').proxy.stall();
  try {
    await waker.wake(['stalls', 'many0', 'many1', 'many2'], never);
    for (const name of ['many0', 'many1', 'many2']) assert.equal(stateOf(name), 'connected');
    assert.notEqual(stateOf('stalls'), 'connected');
    assert.notEqual(stateOf('stalls'), 'connecting');
  } finally {
    lab.server('stalls').proxy.resume();
  }
});

test('cancelled, it leaves those alone that were not begun', async () => {
  const { waker, room } = fresh();
  const stopped = many().slice(0, 2);
  for (const { proxy } of stopped) proxy.stall();
  const before = lab.server('many5').proxy.accepted;
  const controller = new AbortController();
  const done = waker.wake(
    many().map(({ name }) => name),
    controller.signal,
  );
  await until(room, 'many0', 'connecting');
  controller.abort();
  await assert.rejects(done, (error) => problemOf(error)?.tag === 'kit/cancelled');
  for (const { proxy } of stopped) proxy.resume();
  assert.equal(lab.server('many5').proxy.accepted, before);
  assert.equal(room.current('many0'), undefined);
});

test('an unknown host key, a locked key: nothing is asked, the state says what is needed', async () => {
  const unknown = fresh({}, { userKnownHostsFiles: [join(lab.dir, 'knows-nobody')] });
  await unknown.waker.wake(['many0'], never);
  assert.equal(unknown.stateOf('many0'), 'connections/sign-in-needed');
  const { value } = unknown.room.state('many0');
  assert.match((value.state === 'failed' && value.problem.why) || '', /host key is not known/);
  assert.match((value.state === 'failed' && value.problem.what) || '', /waits for you to look/);
  const locked = fresh({}, { identityFiles: [{ path: lab.keys.encrypted.path, explicit: true }] });
  await locked.waker.wake(['locked'], never);
  assert.equal(locked.stateOf('locked'), 'connections/sign-in-needed');
  for (const { host } of [unknown, locked]) assert.deepEqual(host.asked, []);
});

test('only a password: nothing is asked; a click asks as ever', {
  skip: !isRoot && 'needs root',
}, async () => {
  const { host, room, waker, stateOf } = fresh();
  await waker.wake(['word'], never);
  assert.equal(stateOf('word'), 'connections/sign-in-needed');
  assert.deepEqual(host.asked, []);
  await assert.rejects(room.link('word', never));
  assert.deepEqual(
    host.asked.map(({ kind }) => kind),
    ['password'],
  );
});

test('a person who joins a quiet attempt is asked', async () => {
  const { host, room } = fresh({}, { userKnownHostsFiles: [join(lab.dir, 'knows-nobody')] });
  const quiet = room.link('many1', never, { background: true }).catch(problemOf);
  const loud = room.link('many1', never).catch(problemOf);
  await Promise.all([quiet, loud]);
  assert.deepEqual(
    host.asked.map(({ kind }) => kind),
    ['host-key'],
  );
});

test('a link that the network cut comes back by itself, in growing steps', async () => {
  const { room, waker } = fresh({ backoffMs: [20, 40, 80] });
  const server: LabServer = lab.server('cut');
  const told: ComingBack[][] = [];
  const controller = new AbortController();
  await room.link('cut', never);
  const kept = waker.keep(controller.signal, (waiting) => told.push(waiting));
  await server.proxy.refuse(true);
  const refused = until(room, 'cut', 'connections/refused');
  server.proxy.cut();
  await refused;
  await server.proxy.refuse(false);
  await until(room, 'cut', 'connected');
  assert.ok(told.some((waiting) => waiting[0]?.server === 'cut'));
  assert.deepEqual(told.at(-1), []);
  controller.abort();
  await kept;
});

test('after a disconnect it stays away', async () => {
  const { room, waker, stateOf } = fresh({ backoffMs: [20] });
  const controller = new AbortController();
  const told: ComingBack[][] = [];
  await room.link('cut', never);
  const kept = waker.keep(controller.signal, (waiting) => told.push(waiting));
  const lost = until(room, 'cut', 'connections/lost');
  lab.server('cut').proxy.cut();
  await lost;
  await room.disconnect('cut');
  assert.deepEqual(told.at(-1), []);
  const { accepted } = lab.server('cut').proxy;
  await waker.wake(['cut'], never);
  assert.equal(lab.server('cut').proxy.accepted, accepted);
  assert.equal(stateOf('cut'), 'disconnected');
  controller.abort();
  await kept;
});
