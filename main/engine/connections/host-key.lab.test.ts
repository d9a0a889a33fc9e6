/** Host keys against a real sshd: first seen, known, changed, revoked; and before any credential. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import type { Answer } from '../../../preload/contract/questions';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { type Answerer, resolvedServer, scriptedHost } from './test-rig';

let lab: Lab;
let server: LabServer;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
let count = 0;

before(async () => {
  lab = await startLab({ servers: [{ name: 'gpu1', hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] }] });
  server = lab.server('gpu1');
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

/** A known_hosts of its own with this text, and a fresh room. */
function fresh(text: string, answerer?: Answerer, more: Partial<ResolvedServer> = {}) {
  const file = join(lab.dir, `known_hosts_${count++}`);
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
  return {
    host,
    file,
    run: () => room.link('gpu1', never),
    text: () => readFileSync(file, 'utf8'),
  };
}

const yes: Answerer = (): Answer => ({ kind: 'yes' });
const no: Answerer = (): Answer => ({ kind: 'no' });
const name = () => `[127.0.0.1]:${server.port}`;
const publicKey = (type: string) =>
  server.hostKeys.find((key) => key.type === type)?.publicKey ?? assert.fail();
const fingerprintOf = (type: string) =>
  server.hostKeys.find((key) => key.type === type)?.fingerprint ?? assert.fail();

async function refused(run: () => Promise<unknown>, tag: string) {
  // Authentication begins with a line in sshd's log (VERBOSE); there must be none.
  const before = server.log.length;
  const error = await run().then(
    () => assert.fail('connected'),
    (reason: unknown) => reason,
  );
  const problem = problemOf(error);
  assert.equal(problem?.tag, tag, String(error));
  const logged = server.log.slice(before);
  assert.doesNotMatch(logged, new RegExp(server.login), 'the user name has left this machine');
  return problem as NonNullable<typeof problem>;
}

test('a first-seen key is asked with its fingerprint; yes keeps it, plainly, once', async () => {
  const one = fresh('# mine', yes);
  await one.run();
  assert.deepEqual(one.host.asked, [
    {
      kind: 'host-key',
      server: 'gpu1',
      host: name(),
      keyType: 'ssh-ed25519',
      fingerprint: fingerprintOf('ed25519'),
    },
  ]);
  assert.equal(one.text(), `# mine\n${name()} ${publicKey('ed25519')}\n`);
  const two = fresh(one.text());
  await two.run();
  assert.deepEqual(two.host.asked, []);
});

test('no, or no answer, refuses and keeps nothing', async () => {
  for (const answerer of [no, undefined]) {
    const { run, text } = fresh('', answerer);
    await refused(run, 'connections/host-key-refused');
    assert.equal(text(), '');
  }
});

test('StrictHostKeyChecking yes and accept-new ask nothing', async () => {
  const strict = fresh('', yes, { strictHostKeyChecking: 'yes' });
  await refused(strict.run, 'connections/host-key-unknown');
  assert.deepEqual(strict.host.asked, []);
  const lax = fresh('', undefined, { strictHostKeyChecking: 'accept-new' });
  await lax.run();
  assert.equal(lax.text(), `${name()} ${publicKey('ed25519')}\n`);
  assert.equal(statSync(lax.file).size > 0, true);
});

test('the key type that is known is the one that is asked for', async () => {
  for (const type of ['ecdsa', 'rsa', 'ed25519']) {
    const { run, host } = fresh(`${name()} ${publicKey(type)}\n`);
    await run();
    assert.deepEqual(host.asked, [], type);
  }
});

test('a changed key stops hard, whatever one would answer, also with "no" checking', async () => {
  const other = lab.keys.ed25519.publicKey.split(' ').slice(0, 2).join(' ');
  for (const strictHostKeyChecking of ['ask', 'accept-new', 'no'] as const) {
    const text = `# comment\n${name()} ${other}\n`;
    const made = fresh(text, yes, { strictHostKeyChecking });
    const problem = await refused(made.run, 'connections/host-key-changed');
    assert.deepEqual(made.host.asked, []);
    assert.equal(made.text(), text);
    assert.match(problem.why ?? '', /line 2/);
    assert.ok(problem.why?.includes(fingerprintOf('ed25519')), 'the new fingerprint');
    assert.ok(problem.why?.includes(made.file));
    assert.ok(!problem.next.some((step) => step.action?.kind === 'retry'), 'no way around');
  }
});

test('a server that now shows only another type counts as changed, as in OpenSSH', async () => {
  const plain = await lab.addServer({ name: 'ed-only', hostKeyTypes: ['ed25519'] });
  const text = `[127.0.0.1]:${plain.port} ${publicKey('ecdsa')}\n`;
  const { run } = fresh(text, yes, { port: plain.port });
  await refused(run, 'connections/host-key-changed');
});

test('a revoked key is refused even if another line accepts it', async () => {
  const line = `${name()} ${publicKey('ed25519')}\n`;
  const problem = await refused(
    fresh(`${line}@revoked * ${publicKey('ed25519')}\n`, yes).run,
    'connections/host-key-revoked',
  );
  assert.match(problem.why ?? '', /line 2/);
});

test('an alias, a global file, a certificate authority', async () => {
  const aliased = fresh(`the-alias ${publicKey('ed25519')}\n`, undefined, {
    hostKeyAlias: 'the-alias',
  });
  await aliased.run();
  const globalFile = join(lab.dir, 'global');
  writeFileSync(globalFile, `${name()} ${publicKey('ed25519')}\n`);
  await fresh('', undefined, { globalKnownHostsFiles: [globalFile] }).run();
  const authority = fresh(`@cert-authority * ${publicKey('rsa')}\n`, yes);
  await authority.run();
  const [question] = authority.host.asked;
  assert.match((question?.kind === 'host-key' && question.note) || '', /certificate authority/);
});

test('the same key under another name is mentioned', async () => {
  const { run, host } = fresh(`old-name ${publicKey('ed25519')}\n`, yes);
  await run();
  const [question] = host.asked;
  assert.match((question?.kind === 'host-key' && question.note) || '', /old-name/);
});

test('a known_hosts that cannot be written or read stops', async () => {
  const unwritable = fresh('', yes, { userKnownHostsFiles: ['/proc/nonexistent/known_hosts'] });
  await refused(unwritable.run, 'connections/known-hosts-unwritable');
  const unreadable = fresh('', yes, { userKnownHostsFiles: [lab.dir] });
  await refused(unreadable.run, 'connections/known-hosts-unreadable');
});

test('strict key exchange (Terrapin) and fast algorithms are agreed on', async () => {
  const { run, host } = fresh('', yes);
  await run();
  const entry = host.entries.find(({ text }) => text === 'key exchange done');
  const negotiated = entry?.data?.['negotiated'] as { kex: string; cs: { cipher: string } };
  assert.equal(negotiated.kex, 'curve25519-sha256');
  assert.equal(negotiated.cs.cipher, 'aes128-gcm@openssh.com');
  assert.equal(entry?.data?.['strict'], true);
});

test('a key exchange that the server repeats keeps the link', async () => {
  const rekeying = await lab.addServer({ name: 'rekey', sshdConfig: ['RekeyLimit 1M'] });
  const { run, host } = fresh('', yes, { port: rekeying.port });
  const link = await run();
  const process = await link.exec('head -c 20000000 /dev/zero');
  let count = 0;
  for await (const chunk of process.stdout) count += (chunk as Buffer).length;
  assert.equal(count, 20_000_000);
  const exchanges = host.entries.filter(({ text }) => text === 'key exchange done').length;
  assert.ok(exchanges > 2, `${exchanges} key exchanges`);
  assert.equal(host.asked.length, 1);
});
