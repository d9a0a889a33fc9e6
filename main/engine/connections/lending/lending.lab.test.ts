/**
 * Files over a connection that another thread has: nobody is asked twice, what is cut is told, and all of it
 * against real servers, over a real message port.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type FaultProxy, giveTo, isRoot, type Lab, startLab } from '../../../../e2e/lab';
import type { Answer, QuestionBody } from '../../../../preload/contract/questions';
import type { TransferEntry } from '../../../../preload/contract/transfers';
import { problemOf } from '../../kit/outcome';
import { createTransfers, type Transfers } from '../../transfers';
import { type ConnectionsRoom, createConnections } from '../index';
import { resolvedServer, type ScriptedHost, scriptedHost } from '../test-rig';
import { Borrower } from './borrower';
import { lendOver } from './lender';

const skip = !isRoot && 'needs root: a user with a password';
const never = new AbortController().signal;
const oneSession = {
  ...{ name: 'one', user: 'one', password: true, authorize: [], sshdConfig: ['MaxSessions 1'] },
};
let lab: Lab;
let folder = '';
let undo: (() => unknown)[] = [];

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1' },
      ...(isRoot ? [{ name: 'asked', user: 'asked', password: true, authorize: [] }] : []),
      ...(isRoot ? [oneSession] : []),
    ],
  });
  folder = join(lab.dir, 'here');
  mkdirSync(folder);
});
after(() => lab.stop());
afterEach(async () => {
  for (const each of undo.reverse()) await each();
  undo = [];
});

const rightFor =
  (user: string) =>
  (question: QuestionBody): Answer | undefined =>
    question.kind === 'password'
      ? { kind: 'secret', secret: lab.user(user).password ?? '', remember: false }
      : undefined;
const right = rightFor('asked');

interface Side {
  host: ScriptedHost;
  room: ConnectionsRoom;
}

/** Two rooms as two workers have them, with a port between. */
function sides(answer: Parameters<typeof scriptedHost>[0] = right) {
  const side = (host: ScriptedHost): Side => {
    const room = createConnections({
      host,
      resolve: (name) => {
        const { host: address, port, login } = lab.server(name);
        return resolvedServer(
          { name, host: address, port, user: login },
          {
            identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
            userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
          },
        );
      },
    });
    undo.push(() => room.close());
    return { host, room };
  };
  const lender = side(scriptedHost(answer));
  const own = side(scriptedHost(() => assert.fail('the borrower asked')));
  const borrower = new Borrower(own.room);
  const join_ = () => {
    const { port1, port2 } = new MessageChannel();
    undo.push(() => port1.close());
    lendOver(port1, lender.room);
    borrower.join(port2);
    return { lends: port1, borrows: port2 };
  };
  const host = { ...own.host, redeemGrant: async (path: string) => path };
  const transfers = createTransfers({ host, connections: borrower });
  undo.push(() => transfers.dispose());
  return { lender, own, borrower, transfers, join: join_, ports: join_() };
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const connections = (name: string) => lab.server(name).proxy.connections;

test('what was asked once serves both: files go there and back, byte for byte', {
  skip,
}, async () => {
  const { lender, own, transfers, borrower } = sides();
  const terminal = await (await lender.room.link('asked', never)).exec('cat');
  const bytes = randomBytes(24 * 1024 * 1024 + 7);
  writeFileSync(join(folder, 'big'), bytes);
  const before = connections('asked');
  const request = { server: 'asked', signal: never };
  const up = await transfers.push({ ...request, sources: [join(folder, 'big')], destination: '.' });
  assert.deepEqual([up.files, up.faultCount], [1, 0]);
  assert.match(up.notes.join('\n'), /Over the connection of your terminals/);
  rmSync(join(folder, 'big'));
  await transfers.pull({ ...request, sources: ['big'], destination: `${folder}/` });
  assert.equal(digest(readFileSync(join(folder, 'big'))), digest(bytes));
  assert.equal(lender.host.asked.length, 1);
  assert.equal(own.host.asked.length, 0);
  assert.equal(connections('asked'), before, 'no further connection');
  assert.equal(borrower.current('asked')?.isShared, true);
  // The terminal beside it is as it was.
  terminal.stdin.end('still here');
  let said = '';
  for await (const chunk of terminal.stdout) said += chunk;
  assert.equal(said, 'still here');
});

test('where nobody has to be asked it is a connection of its own', async () => {
  const { lender, borrower } = sides();
  await lender.room.link('gpu1', never);
  const before = connections('gpu1');
  const link = await borrower.link('gpu1', never);
  assert.equal(link.isShared, undefined);
  assert.equal(connections('gpu1'), before + 1);
});

test('nobody is signed in yet: the lender asks, once; in the background nobody is', {
  skip,
}, async () => {
  const { lender, borrower } = sides();
  const refused = await borrower
    .link('asked', never, { background: true })
    .catch((error: unknown) => error);
  assert.equal(problemOf(refused)?.tag, 'connections/sign-in-needed');
  assert.equal(lender.host.asked.length, 0);
  const links = await Promise.all([borrower.link('asked', never), borrower.link('asked', never)]);
  assert.ok(links.every(({ isShared }) => isShared));
  assert.equal(links[0], links[1]);
  assert.equal(lender.host.asked.length, 1);
});

test('a wrong answer is the lender’s problem, handed on', { skip }, async () => {
  const { borrower } = sides(() => ({ kind: 'dismissed' }));
  const refused = await borrower.link('asked', never).catch((error: unknown) => error);
  assert.equal(problemOf(refused)?.tag, 'connections/auth-failed');
});

test('gone while the question is open: it is withdrawn', { skip }, async () => {
  const gone = new AbortController();
  const { borrower, lender } = sides(() => {
    setTimeout(() => gone.abort(), 20);
    return new Promise(() => {}) as never;
  });
  const left = await borrower.link('asked', gone.signal).catch((error: unknown) => error);
  assert.equal(problemOf(left)?.tag, 'kit/cancelled');
  while (lender.room.state('asked').value.state === 'connecting') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('the connection is lost on the way: told with its reason, and nothing hangs', {
  skip,
}, async () => {
  const { lender, transfers, borrower } = sides();
  await lender.room.link('asked', never);
  writeFileSync(join(folder, 'big'), randomBytes(32 * 1024 * 1024));
  let cut = false;
  const copying = transfers.push({
    ...{ server: 'asked', signal: never, sources: [join(folder, 'big')], destination: '.' },
    onProgress: ({ bytesDone }) => {
      if (bytesDone < 1024 * 1024 || cut) return;
      cut = true;
      lab.server('asked').proxy.cut();
    },
  });
  const error = await copying.catch((reason: unknown) => reason);
  assert.equal(problemOf(error)?.tag, 'transfers/link-lost', String(error));
  assert.equal(borrower.current('asked'), undefined);
});

for (const [who, pick] of [
  ['lender', (ports: { lends: MessagePort }) => ports.lends],
  ['old way', (ports: { borrows: MessagePort }) => ports.borrows],
] as const) {
  test(`the ${who} goes away: what was borrowed is lost, and a new one serves`, {
    skip,
  }, async () => {
    const { lender, borrower, ports, join: joinAgain } = sides();
    await lender.room.link('asked', never);
    const link = await borrower.link('asked', never);
    const sftp = await link.sftp();
    const lost = new Promise((resolve) => link.onClosed(resolve));
    pick(ports as never).close();
    await lost;
    assert.equal(link.alive, false);
    await assert.rejects(sftp.list('.'), /sftp\/lost/);
    // Until there is a successor, what needs nobody goes on.
    assert.ok((await borrower.link('gpu1', never)).alive);
    const quiet = borrower.link('asked', never, { background: true });
    const refused = await quiet.catch((error: unknown) => error);
    assert.equal(problemOf(refused)?.tag, 'connections/sign-in-needed');
    joinAgain();
    const again = await borrower.link('asked', never);
    assert.equal(again.isShared, true);
    const other = await again.sftp();
    assert.ok(Array.isArray(await other.list('.')));
    other.end();
  });
}

test('a server without SFTP says so over a borrowed connection too', { skip }, async () => {
  const server = await lab.addServer({
    ...{ name: 'no-files', user: 'asked', password: true, authorize: [] },
    sshdConfig: [
      'ForceCommand case "$SSH_ORIGINAL_COMMAND" in *sftp-server*) exit 1;; *) eval "$SSH_ORIGINAL_COMMAND";; esac',
    ],
  });
  assert.ok(server);
  const { lender, borrower } = sides();
  await lender.room.link('no-files', never);
  const link = await borrower.link('no-files', never);
  const refused = await link.sftp().catch((error: unknown) => error);
  assert.equal(problemOf(refused)?.tag, 'connections/no-sftp');
});

/** Resolves when the only transfer is in such a state, or rejects when it failed. */
async function reaches(transfers: Transfers, kind: TransferEntry['state']['kind']) {
  for (;;) {
    const [entry] = transfers.list.value;
    assert.ok(entry);
    if (entry.state.kind === kind) return entry;
    if (entry.state.kind === 'failed') assert.fail(JSON.stringify(entry.state.problem));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits, over a slow connection, until so many bytes are copied. */
async function hasCopied(transfers: Transfers, bytes: number, proxy: FaultProxy) {
  proxy.delay(5);
  while ((transfers.list.value[0]?.bytesDone ?? 0) < bytes) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  proxy.delay(0);
}

const partsIn = (path: string) => readdirSync(path).filter((name) => name.includes('.labmate-'));

for (const direction of ['upload', 'download'] as const) {
  test(`one session: a terminal gets it from the ${direction}, which goes on where it was`, {
    skip,
  }, async () => {
    const { lender, transfers } = sides(rightFor('one'));
    const { proxy, home, user } = lab.server('one');
    const link = await lender.room.link('one', never);
    const bytes = randomBytes(48 * 1024 * 1024 + 11);
    const [from, to] = direction === 'upload' ? [folder, home] : [home, folder];
    const name = `one-${direction}`;
    writeFileSync(join(from, name), bytes);
    giveTo(user, join(home));
    if (direction === 'upload') {
      await transfers.upload({ server: 'one', grants: [join(from, name)], destination: '~' });
    } else {
      await transfers.download({ server: 'one', paths: [`~/${name}`], grant: folder });
    }
    await hasCopied(transfers, 16 * 1024 * 1024, proxy);
    const terminal = await link.exec('cat');
    terminal.stdin.write('still here');
    const [first] = await once(terminal.stdout, 'data');
    assert.equal(String(first), 'still here');
    await reaches(transfers, 'waiting');
    const [part] = partsIn(to);
    assert.ok(part, 'what has arrived is kept');
    const before = proxy.bytes;
    terminal.stdin.end();
    const done = await reaches(transfers, 'done');
    assert.deepEqual([done.filesDone, done.bytesDone], [1, bytes.length]);
    assert.equal(digest(readFileSync(join(to, name))), digest(bytes));
    assert.deepEqual(partsIn(to), []);
    const way = direction === 'upload' ? 'toServer' : 'toClient';
    const again = proxy.bytes[way] - before[way];
    assert.ok(again < bytes.length - 12 * 1024 * 1024, `${again} bytes were sent afterwards`);
    assert.equal(lender.host.asked.length, 1);
  });
}

test('one session: cancelled while it waits, a download leaves nothing here', {
  skip,
}, async () => {
  const { lender, transfers } = sides(rightFor('one'));
  const { home, proxy } = lab.server('one');
  const link = await lender.room.link('one', never);
  writeFileSync(join(home, 'big'), randomBytes(48 * 1024 * 1024));
  const id = await transfers.download({ server: 'one', paths: ['~/big'], grant: folder });
  await hasCopied(transfers, 8 * 1024 * 1024, proxy);
  const terminal = await link.exec('cat');
  await reaches(transfers, 'waiting');
  assert.equal(partsIn(folder).length, 1);
  transfers.cancel(id);
  await reaches(transfers, 'cancelled');
  assert.deepEqual(partsIn(folder), []);
  terminal.stdin.end();
});

test('one session: a part in a folder where others may write is not gone on with', {
  skip,
}, async () => {
  const { lender, transfers } = sides(rightFor('one'));
  const { home, proxy, user } = lab.server('one');
  const link = await lender.room.link('one', never);
  const shared = join(home, 'shared');
  mkdirSync(shared);
  giveTo(user, shared);
  chmodSync(shared, 0o777);
  const bytes = randomBytes(48 * 1024 * 1024);
  writeFileSync(join(folder, 'big'), bytes);
  await transfers.upload({ server: 'one', grants: [join(folder, 'big')], destination: '~/shared' });
  await hasCopied(transfers, 16 * 1024 * 1024, proxy);
  const terminal = await link.exec('cat');
  await reaches(transfers, 'waiting');
  const [part = ''] = partsIn(shared);
  writeFileSync(join(shared, part), Buffer.alloc(bytes.length));
  terminal.stdin.end();
  await reaches(transfers, 'done');
  assert.equal(digest(readFileSync(join(shared, 'big'))), digest(bytes));
  assert.deepEqual(partsIn(shared), []);
});
