/** The key exchange against real servers: every group, strict mode (Terrapin), and who offers what. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections } from './index';
import { ignored, MESSAGE, manInTheMiddle, plainPacket } from './test-man-in-the-middle';
import { resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];

before(async () => {
  lab = await startLab({ servers: [{ name: 'gpu1' }] });
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

/** A room that has never seen the server and says yes to its key. */
function fresh(server: LabServer, port = server.port) {
  const host = scriptedHost(() => ({ kind: 'yes' }));
  const where = { name: server.name, host: server.host, port, user: server.login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, {
        identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
        connectTimeoutSeconds: 20,
      }),
  });
  rooms.push(room);
  const exchanges = () => host.entries.filter(({ text }) => text === 'key exchange done');
  return { host, room, exchanges };
}

/** An sshd that knows this method only, and repeats the exchange often. */
const only = (name: string, method: string) =>
  lab.addServer({ name, sshdConfig: [`KexAlgorithms ${method}`, 'RekeyLimit 1M'] });

for (const method of [
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group-exchange-sha256',
]) {
  test(`${method}, also when it is repeated`, async () => {
    const server = await only(method.replace('diffie-hellman-', ''), method);
    const { room, exchanges } = fresh(server);
    const link = await room.link(server.name, never);
    const process = await link.exec('head -c 3000000 /dev/zero');
    let count = 0;
    for await (const chunk of process.stdout) count += (chunk as Buffer).length;
    assert.equal(count, 3_000_000);
    assert.ok(exchanges().length > 1, `${exchanges().length} exchanges`);
    for (const { data } of exchanges()) {
      assert.equal((data?.['negotiated'] as { kex: string } | undefined)?.kex, method);
    }
  });
}

test('where a server knows all of them, the fast one is taken', async () => {
  const { room, exchanges } = fresh(lab.server('gpu1'));
  await room.link('gpu1', never);
  const negotiated = exchanges()[0]?.data?.['negotiated'] as { kex: string } | undefined;
  assert.equal(negotiated?.kex, 'curve25519-sha256');
});

test('a method that only the server knows: the card says who offers what', async () => {
  const server = await only('old', 'diffie-hellman-group14-sha1');
  const error = await fresh(server)
    .room.link('old', never)
    .catch((reason: unknown) => reason);
  const problem = problemOf(error);
  assert.equal(problem?.tag, 'connections/no-algorithm');
  assert.match(problem?.what ?? '', /key exchange method/);
  assert.match(
    problem?.why ?? '',
    /^The server offers only: diffie-hellman-group14-sha1\. Labmate offers: curve25519-sha256, /,
  );
  assert.doesNotMatch(problem?.why ?? '', /kex-strict|ext-info/);
});

const injections: Record<string, (packet: Buffer, message: number) => Buffer[]> = {
  'before the first packet': (packet, message) =>
    message === MESSAGE.kexinit ? [ignored(), packet] : [packet],
  'before the reply': (packet, message) => (message === 31 ? [ignored(), packet] : [packet]),
  'before the keys are taken': (packet, message) =>
    message === MESSAGE.newkeys ? [ignored(), packet] : [packet],
  'as a debug message': (packet, message) =>
    message === 31
      ? [plainPacket(Buffer.of(MESSAGE.debug, 0, 0, 0, 0, 0, 0, 0, 0, 0)), packet]
      : [packet],
  'as an unimplemented message': (packet, message) =>
    message === 31 ? [plainPacket(Buffer.of(MESSAGE.unimplemented, 0, 0, 0, 0)), packet] : [packet],
};

for (const [where, change] of Object.entries(injections)) {
  test(`Terrapin: a message that somebody puts in ${where} ends it, before any user name`, async () => {
    const server = lab.server('gpu1');
    const before = server.log.length;
    let passed = 0;
    const middle = await manInTheMiddle(server.port, (packet, message) => {
      const changed = change(packet, message);
      passed += changed.length - 1;
      return changed;
    });
    const error = await fresh(server, middle.port)
      .room.link('gpu1', never)
      .catch((reason: unknown) => reason);
    await middle.close();
    assert.equal(passed, 1, 'one message was put in');
    const problem = problemOf(error);
    assert.equal(problem?.tag, 'connections/handshake', String(error));
    assert.match(problem?.detail ?? '', /strict KEX|unexpected packet/i);
    assert.ok(!server.log.slice(before).includes(server.login), 'no user name was sent');
  });
}

test('who only listens in between changes nothing: the exchange is strict', async () => {
  const server = lab.server('gpu1');
  const seen: number[] = [];
  const middle = await manInTheMiddle(server.port, (packet, message) => {
    seen.push(message);
    return packet;
  });
  const { room, exchanges } = fresh(server, middle.port);
  const link = await room.link('gpu1', never);
  assert.equal(exchanges()[0]?.data?.['strict'], true);
  assert.deepEqual(seen, [MESSAGE.kexinit, 31, MESSAGE.newkeys]);
  assert.ok(link.alive);
  await room.close();
  await middle.close();
});
