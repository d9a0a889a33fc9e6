/** SFTP against a real sftp-server: files, links, times, space, failures, loss. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { giveTo, type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { problemOf } from '../kit/outcome';
import { type ConnectionsRoom, createConnections, type Sftp } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

const never = new AbortController().signal;
let lab: Lab;
let server: LabServer;
let room: ConnectionsRoom;
let sftp: Sftp;
let base: string;

before(async () => {
  lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
  server = lab.server('gpu1');
  room = createConnections({
    host: scriptedHost(),
    resolve: (name) =>
      resolvedServer(
        { name, host: server.host, port: server.port, user: server.login },
        {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [`${lab.sshDir}/known_hosts`],
        },
      ),
  });
  sftp = await (await room.link('gpu1', never)).sftp();
  base = join(server.home, 'sftp-test');
  mkdirSync(base);
  giveTo(server.user, base);
});

after(async () => {
  await room.close();
  await lab.stop();
});

async function refused(work: Promise<unknown>, tag: string, about: string) {
  const error = await work.then(
    () => assert.fail('did not fail'),
    (reason: unknown) => reason,
  );
  assert.equal(problemOf(error)?.tag, tag, String(error));
  assert.ok(problemOf(error)?.what.includes(about), problemOf(error)?.what);
}

test('home, write, read in parallel pieces, flush, mode, time, rename', async () => {
  assert.equal(await sftp.realPath('.'), server.home);
  const data = randomBytes(3_000_001);
  const path = join(base, 'odd name\n"\' .bin');
  const file = await sftp.open(path, 'create-new', 0o640);
  const piece = 200_000;
  const writes: Promise<void>[] = [];
  for (let at = 0; at < data.length; at += piece) {
    writes.push(file.write(data.subarray(at, at + piece), at));
  }
  await Promise.all(writes);
  assert.equal(await file.sync(), true);
  await file.setStat({ mode: 0o4751, modifiedSeconds: 1_000_000_000 });
  await file.close();
  assert.ok(readFileSync(path).equals(data));
  const stat = await sftp.stat(path);
  assert.equal(stat.kind, 'file');
  assert.equal(stat.sizeBytes, data.length);
  assert.equal(stat.modifiedSeconds, 1_000_000_000);
  assert.equal(stat.mode & 0o777, 0o751);
  assert.equal(stat.uid, server.user.uid);
  const reading = await sftp.open(path, 'read');
  const pieces = await Promise.all([0, 1, 2, 3].map((n) => reading.read(n * 1_000_000, 1_000_000)));
  assert.ok(Buffer.concat(pieces.filter((p) => p !== null)).equals(data));
  assert.equal(await reading.read(data.length, 10), null);
  await reading.close();
  await sftp.rename(path, join(base, 'renamed'));
  assert.ok(existsSync(join(base, 'renamed')));
});

test('folders, links, listing, replacing', async () => {
  const folder = join(base, 'folder');
  await sftp.makeDirectory(folder, 0o750);
  assert.equal(statSync(folder).mode & 0o777, 0o750);
  await sftp.symlink('../nowhere', join(folder, 'dangling'));
  assert.equal(await sftp.readLink(join(folder, 'dangling')), '../nowhere');
  assert.equal((await sftp.lstat(join(folder, 'dangling'))).kind, 'symlink');
  await refused(sftp.stat(join(folder, 'dangling')), 'sftp/no-such-file', 'dangling');
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), 'x');
  for (let i = 0; i < 250; i++) writeFileSync(join(folder, `f${i}`), '');
  const entries = await sftp.list(folder);
  assert.equal(entries.length, 252);
  assert.deepEqual(
    entries.filter((entry) => !entry.nameIsValid).map((entry) => entry.name),
    ['bad-\ufffd'],
  );
  assert.equal(entries.find((entry) => entry.name === 'dangling')?.kind, 'symlink');
  writeFileSync(join(base, 'new'), 'new');
  writeFileSync(join(base, 'old'), 'old');
  await refused(sftp.rename(join(base, 'new'), join(base, 'old')), 'sftp/failure', 'new');
  await sftp.replace(join(base, 'new'), join(base, 'old'));
  assert.equal(readFileSync(join(base, 'old'), 'utf8'), 'new');
  await refused(sftp.removeDirectory(folder), 'sftp/failure', 'folder');
  await sftp.unlink(join(base, 'old'));
  await refused(sftp.open(join(base, 'old'), 'read'), 'sftp/no-such-file', 'old');
});

test('space, permission, an existing file', async () => {
  const space = await sftp.space(base);
  assert.ok(space && space.totalBytes > 0 && space.freeBytes <= space.totalBytes);
  await refused(sftp.open('/etc/shadow', 'read'), 'sftp/permission-denied', '/etc/shadow');
  await refused(sftp.makeDirectory('/proc/x'), 'sftp/no-such-file', '/proc/x');
  writeFileSync(join(base, 'there'), '');
  await refused(sftp.open(join(base, 'there'), 'create-new'), 'sftp/failure', 'there');
});

test('a request that is under way when the channel ends is lost, and so are later ones', async () => {
  const link = await room.link('gpu1', never);
  const other = await link.sftp();
  const pending = other.stat('/');
  other.end();
  await refused(pending, 'sftp/lost', '/');
  await refused(other.stat('/etc'), 'sftp/lost', '/etc');
  assert.ok(link.alive);
  const dying = await link.sftp();
  const file = await dying.open(join(base, 'big'), 'create');
  const writes = Promise.allSettled(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => file.write(Buffer.alloc(1_000_000), n * 1_000_000)),
  );
  server.proxy.stall();
  server.proxy.cut();
  const outcomes = await writes;
  const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.ok(lost.length > 0);
  for (const outcome of lost) {
    assert.equal(problemOf((outcome as PromiseRejectedResult).reason)?.tag, 'sftp/lost');
  }
});
