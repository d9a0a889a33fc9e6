/** Removing the known key of a server: asked with every line named, those lines and no other byte. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { without } from './forget-host-key';
import { type ConnectionsRoom, createConnections } from './index';
import { hashedHostName } from './known-hosts';
import { type Answerer, resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
let server: LabServer;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
let count = 0;

before(async () => {
  lab = await startLab({ servers: [{ name: 'gpu1' }] });
  server = lab.server('gpu1');
});
after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

const yes: Answerer = () => ({ kind: 'yes' });
const name = () => `[127.0.0.1]:${server.port}`;
const other = () => lab.keys.rsa.publicKey.split(' ').slice(0, 2).join(' ');
const old = () => lab.keys.ed25519.publicKey.split(' ').slice(0, 2).join(' ');

function fresh(text: string | Buffer, answerer?: Answerer, more: Partial<ResolvedServer> = {}) {
  const file = join(lab.dir, `forget_${count++}`);
  writeFileSync(file, text);
  const host = scriptedHost(answerer);
  const where = { name: 'gpu1', host: server.host, port: server.port, user: server.login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, {
        identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
        userKnownHostsFiles: [file],
        ...more,
      }),
  });
  rooms.push(room);
  return { file, host, room };
}

const tagOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => problemOf(error)?.tag ?? String(error),
  );

test('a changed key, its lines removed after a yes, asks as a first-seen one', async () => {
  const lines = [
    '# mine \xff\xfe',
    `${name()} ${old()} the old one`,
    `github.com ${old()}`,
    '\t  odd   spacing\r',
    `${hashedHostName(name())} ${other()}`,
    `@cert-authority * ${old()}`,
    `@revoked ${name()} ${other()}x`,
    'no line end',
  ];
  const bytes = Buffer.from(lines.join('\n'), 'latin1');
  const { file, host, room } = fresh(bytes, yes);
  chmodSync(file, 0o640);
  assert.equal(await tagOf(room.link('gpu1', never)), 'connections/host-key-changed');
  const removed = await room.forgetHostKey('gpu1', never);
  assert.deepEqual(
    removed.map(({ line }) => line),
    [2, 5],
  );
  const [question] = host.asked;
  assert.ok(question?.kind === 'confirm' && question.danger);
  for (const { line, fingerprint } of removed) {
    assert.ok(
      question.text.includes(`${file}, line ${line}: `) && question.text.includes(fingerprint),
    );
  }
  const kept = lines.filter((_, at) => at !== 1 && at !== 4);
  assert.deepEqual(readFileSync(file), Buffer.from(kept.join('\n'), 'latin1'));
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.equal(room.state('gpu1').value.state, 'disconnected', 'the card has gone');
  assert.ok((await room.link('gpu1', never)).alive);
  assert.equal(host.asked.at(-1)?.kind, 'host-key');
});

test('anything but a yes removes nothing', async () => {
  const text = `${name()} ${old()}\n`;
  for (const answer of ['no', 'dismissed'] as const) {
    const { file, room } = fresh(text, () => ({ kind: answer }));
    assert.equal(await tagOf(room.forgetHostKey('gpu1', never)), 'kit/cancelled');
    assert.equal(readFileSync(file, 'utf8'), text);
  }
});

test('a line that moved while the person thought is left alone', async () => {
  const text = `${name()} ${old()}\n`;
  const made = fresh(text, () => {
    writeFileSync(made.file, `new ${other()}\n${text}`);
    return { kind: 'yes' };
  });
  assert.equal(await tagOf(made.room.forgetHostKey('gpu1', never)), 'connections/host-key-moved');
  assert.equal(readFileSync(made.file, 'utf8'), `new ${other()}\n${text}`);
});

test('what the system knows is not ours to remove, and is said', async () => {
  const system = join(lab.dir, 'system_known_hosts');
  const text = `${name()} ${old()}\n`;
  writeFileSync(system, text);
  const { room } = fresh('', yes, { globalKnownHostsFiles: [system] });
  const error = await room.link('gpu1', never).catch((reason: unknown) => reason);
  const card = problemOf(error);
  assert.equal(card?.tag, 'connections/host-key-changed');
  assert.ok(
    card?.next.every(({ action }) => action === undefined),
    'no button',
  );
  assert.ok(card?.next.some(({ label }) => label.includes(`${system}, line 1`)));
  assert.equal(await tagOf(room.forgetHostKey('gpu1', never)), 'connections/host-key-not-kept');
  assert.equal(readFileSync(system, 'utf8'), text);
});

test('a line for several servers says so; a link to the file stays one', async () => {
  const target = join(lab.dir, 'real_known_hosts');
  writeFileSync(target, `gpu9,${name()} ${old()}\n`);
  const linked = join(lab.dir, 'linked_known_hosts');
  symlinkSync(target, linked);
  const { host, room } = fresh('', yes, { userKnownHostsFiles: [linked] });
  await room.forgetHostKey('gpu1', never);
  const [question] = host.asked;
  assert.match(question?.kind === 'confirm' ? question.text : '', /for all of gpu9,/);
  assert.equal(readFileSync(target, 'utf8'), '');
});

test('taking lines out leaves every other byte', () => {
  const cut = (text: string, ...lines: number[]) => without(Buffer.from(text), lines).toString();
  assert.equal(cut('a\nb\nc', 2), 'a\nc');
  assert.equal(cut('a\r\n\n\nb', 2), 'a\r\n\nb');
  assert.equal(cut('a\nb', 2), 'a\n');
  assert.equal(cut('a', 1), '');
  assert.equal(cut('', 1), '');
});
