/** Every way to sign in, right and wrong, against a real sshd. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isRoot, type Lab, type LabServer, startLab } from '../../../e2e/lab';
import type { Answer } from '../../../preload/contract/questions';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections, runScript } from './index';
import { type Answerer, resolvedServer, type ScriptedHost, scriptedHost } from './test-rig';

let lab: Lab;
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
const needsRoot = isRoot ? false : 'needs root to set passwords of lab users';

before(async () => {
  lab = await startLab({ knownHosts: true, servers: [{ name: 'keys' }] });
  if (!isRoot) return;
  await lab.addServer({ name: 'password', user: 'bob', password: true, authorize: [] });
  await lab.addServer({
    ...{ name: 'both', user: 'bob' },
    sshdConfig: ['AuthenticationMethods publickey,password'],
  });
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

/** A fresh room for each test, so that nothing is remembered from the last. */
function fresh(server: LabServer, more: Partial<ResolvedServer>, answerer?: Answerer) {
  const host = scriptedHost(answerer);
  const where = { name: server.name, host: server.host, port: server.port, user: server.login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, { userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')], ...more }),
  });
  rooms.push(room);
  const run = async () => {
    const link = await room.link(server.name, never);
    assert.ok(link.alive);
    return link;
  };
  return { host, room, run };
}

const file = (path: string) => [{ path, explicit: true }];
const secret = (text: string, remember = false): Answer => ({
  kind: 'secret',
  secret: text,
  remember,
});
const kinds = (host: ScriptedHost) => host.asked.map((question) => question.kind);

async function refused(run: () => Promise<unknown>, tag: string) {
  const error = await run().then(
    () => assert.fail('signed in'),
    (reason: unknown) => reason,
  );
  const problem = problemOf(error);
  assert.equal(problem?.tag, tag, String(error));
  return problem as NonNullable<typeof problem>;
}

test('an ed25519 and an RSA key', async () => {
  for (const key of [lab.keys.ed25519, lab.keys.rsa]) {
    const { run, host } = fresh(lab.server('keys'), { identityFiles: file(key.path) });
    await run();
    assert.deepEqual(kinds(host), []);
  }
  assert.match(lab.server('keys').log, /Accepted key RSA|Accepted publickey.*RSA/);
});

test('an RSA key in PKCS#8 form', async () => {
  const path = join(lab.dir, 'rsa-pkcs8');
  execFileSync('cp', [lab.keys.rsa.path, path]);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', '', '-m', 'PKCS8', '-f', path]);
  await fresh(lab.server('keys'), { identityFiles: file(path) }).run();
});

test('a key with passphrase: asked with the number of the try, kept when told', async () => {
  const { path, passphrase = '' } = lab.keys.encrypted;
  const { run, room, host } = fresh(lab.server('keys'), { identityFiles: file(path) }, (question) =>
    secret(question.kind === 'passphrase' && question.attempt > 1 ? passphrase : 'wrong', true),
  );
  await run();
  assert.deepEqual(
    host.asked.map((question) => question.kind === 'passphrase' && question.attempt),
    [1, 2],
  );
  assert.equal(host.kept.get(`passphrase:${path}`), passphrase);
  await room.disconnect('keys');
  await run();
  assert.equal(host.asked.length, 2, 'the kept passphrase was used');
  host.kept.set(`passphrase:${path}`, 'no longer right');
  await room.disconnect('keys');
  await run();
  assert.equal(host.asked.length, 4, 'a wrong kept passphrase is forgotten and asked again');
});

test('three wrong passphrases, and a dismissed one', async () => {
  const { path } = lab.keys.encrypted;
  const wrong = fresh(lab.server('keys'), { identityFiles: file(path) }, () => secret('wrong'));
  const problem = await refused(wrong.run, 'connections/auth-failed');
  assert.match(problem.why ?? '', /the passphrase was wrong three times/);
  assert.equal(wrong.host.asked.length, 3);
  const dismissed = fresh(lab.server('keys'), { identityFiles: file(path) });
  const other = await refused(dismissed.run, 'connections/auth-failed');
  assert.match(other.why ?? '', /no passphrase was given/);
  assert.equal(dismissed.host.asked.length, 1);
});

test('nobody is asked for the passphrase of a key that the server does not want', async () => {
  const path = join(lab.dir, 'unwanted');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'abcdef', '-f', path]);
  const { run, host } = fresh(lab.server('keys'), { identityFiles: file(path) });
  const problem = await refused(run, 'connections/auth-failed');
  assert.deepEqual(kinds(host), []);
  assert.match(problem.why ?? '', /Tried: the key .*unwanted/);
  assert.match(problem.why ?? '', /The server accepts: publickey/);
});

test('files that are missing or are no key are named', async () => {
  const rubbish = join(lab.dir, 'rubbish');
  writeFileSync(rubbish, 'hello\n');
  const { run } = fresh(lab.server('keys'), {
    identityFiles: [...file(rubbish), ...file('/nonexistent/key')],
  });
  const problem = await refused(run, 'connections/auth-failed');
  assert.match(problem.why ?? '', /rubbish \(not used: not a private key/);
  assert.match(problem.why ?? '', /nonexistent\/key \(not used: the file does not exist\)/);
});

test('a wrong user is refused with what was tried', async () => {
  const { run } = fresh(lab.server('keys'), {
    user: 'nosuchuser',
    identityFiles: file(lab.keys.ed25519.path),
  });
  const problem = await refused(run, 'connections/auth-failed');
  assert.match(problem.what, /did not let nosuchuser in/);
});

/** A real ssh-agent with the given keys. */
async function withAgent(paths: string[], work: (socket: string) => Promise<void>): Promise<void> {
  const socket = join(lab.dir, `agent-${Math.random().toString(36).slice(2)}`);
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 400 && !existsSync(socket); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    for (const path of paths) execFileSync('ssh-add', ['-q', path], { env, stdio: 'ignore' });
    await work(socket);
  } finally {
    const gone = new Promise((resolve) => agent.once('exit', resolve));
    agent.kill();
    await gone;
  }
}

test('the agent: its keys, IdentitiesOnly, a public file that names one, too many', async () => {
  const strangers = [0, 1, 2, 3, 4, 5, 6].map((n) => {
    const path = join(lab.dir, `stranger${n}`);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    return path;
  });
  const server = lab.server('keys');
  await withAgent([lab.keys.ed25519.path], async (identityAgent) => {
    await fresh(server, { identityAgent }).run();
    const only = fresh(server, { identityAgent, identitiesOnly: true });
    await refused(only.run, 'connections/auth-failed');
  });
  await withAgent([lab.keys.rsa.path], async (identityAgent) => {
    await fresh(server, { identityAgent }).run();
  });
  await withAgent([...strangers, lab.keys.ed25519.path], async (identityAgent) => {
    const many = fresh(server, { identityAgent });
    const problem = await refused(many.run, 'connections/auth-failed');
    assert.match(problem.why ?? '', /3 more keys of the agent were not tried/);
    const path = join(lab.dir, 'only-public');
    execFileSync('cp', [`${lab.keys.ed25519.path}.pub`, `${path}.pub`]);
    await fresh(server, { identityAgent, identityFiles: file(path), identitiesOnly: true }).run();
    await fresh(server, { identityAgent, identityFiles: file(path) }).run();
  });
});

test('a server of little patience (MaxAuthTries 2): one connection, no password spent', {
  skip: needsRoot,
}, async () => {
  const server = await lab.addServer({
    ...{ name: 'strict', user: 'bob', password: true, sshdConfig: ['MaxAuthTries 2'] },
  });
  const strangers = [0, 1, 2, 3].map((n) => {
    const path = join(lab.dir, `unknown${n}`);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    return path;
  });
  await withAgent([...strangers, lab.keys.ed25519.path], async (identityAgent) => {
    const before = server.proxy.accepted;
    const { run, host } = fresh(server, { identityAgent });
    const problem = await refused(run, 'connections/too-many-tries');
    assert.match(problem.why ?? '', /Tried: the agent's key/);
    assert.ok(problem.next.some(({ label }) => label.includes('IdentitiesOnly')));
    assert.equal(server.proxy.accepted - before, 1, 'it was not tried again by itself');
    assert.deepEqual(kinds(host), [], 'no password was asked for');
    // What the card advises helps: the named key is the only one of the agent that is shown.
    const path = `${lab.keys.ed25519.path}.pub`;
    await fresh(server, { identityAgent, identityFiles: file(path), identitiesOnly: true }).run();
  });
});

test('agent forwarding: off unless told, in every session then, and never in the way', async () => {
  const closed = await lab.addServer({ name: 'closed', sshdConfig: ['AllowAgentForwarding no'] });
  const ask = 'ssh-add -l 2>&1; test -n "$SSH_AUTH_SOCK" && echo "[set]" || echo "[]"';
  const heard = async (server: LabServer, more: Partial<ResolvedServer>, times = 1) => {
    const { run, room } = fresh(server, { identityFiles: file(lab.keys.ed25519.path), ...more });
    const link = await run();
    let text = '';
    for (let n = 0; n < times; n += 1) {
      text = (await runScript(link, ask, { signal: never })).stdout.toString();
    }
    await room.disconnect(server.name);
    return text;
  };
  const server = lab.server('keys');
  await withAgent([lab.keys.rsa.path], async (identityAgent) => {
    assert.match(await heard(server, { identityAgent }), /\[\]/);
    const on = { identityAgent, forwardAgent: 'yes' };
    assert.match(await heard(server, on), /SHA256:\S+ labmate test key \(RSA\)\n\[set\]/);
    assert.match(await heard(server, on, 3), /\(RSA\)\n\[set\]/, 'in the third session too');
    const path = { identityAgent: 'none', forwardAgent: identityAgent };
    assert.match(await heard(server, path), /\(RSA\)/);
    assert.match(await heard(closed, on, 2), /\[\]/, 'a server that forbids it serves without');
  });
  const gone = { forwardAgent: '/nonexistent/agent' };
  assert.match(await heard(server, gone), /\[set\]/, 'an agent that is not there harms nothing');
});

test('an agent that is not there is no failure', async () => {
  const { run } = fresh(lab.server('keys'), {
    identityAgent: '/nonexistent/agent',
    identityFiles: file(lab.keys.ed25519.path),
  });
  await run();
});

test('a password: wrong, then right and remembered', { skip: needsRoot }, async () => {
  const server = lab.server('password');
  const right = server.user.password ?? '';
  const name = `password:${server.login}@${server.host}:${server.port}`;
  const { run, room, host } = fresh(server, {}, (question) =>
    question.kind === 'password'
      ? secret(question.attempt === 2 ? right : 'wrong', true)
      : undefined,
  );
  await run();
  assert.deepEqual(kinds(host), ['password', 'password']);
  assert.equal(host.kept.get(name), right);
  await room.disconnect('password');
  await run();
  assert.equal(host.asked.length, 2, 'the remembered password was used');
  host.kept.set(name, 'changed meanwhile');
  await room.disconnect('password');
  await run();
  assert.deepEqual(
    host.asked.slice(2).map((question) => question.kind === 'password' && question.attempt),
    [2],
    'a wrong remembered password is tried once, then asked for',
  );
});

test('three wrong passwords, a dismissed question', { skip: needsRoot }, async () => {
  const server = lab.server('password');
  const wrong = fresh(server, {}, () => secret('wrong', true));
  const problem = await refused(wrong.run, 'connections/auth-failed');
  assert.equal(wrong.host.asked.length, 3);
  assert.equal(wrong.host.kept.size, 0, 'a wrong password is not kept');
  assert.match(problem.why ?? '', /The server accepts: publickey, password/);
  const dismissed = fresh(server, {});
  const other = await refused(dismissed.run, 'connections/auth-failed');
  assert.match(other.what, /was not finished/);
});

test('a key and then a password (partial success), key from file and agent', {
  skip: needsRoot,
}, async () => {
  const server = lab.server('both');
  const answerer: Answerer = () => secret(server.user.password ?? '');
  const byFile = fresh(server, { identityFiles: file(lab.keys.ed25519.path) }, answerer);
  await byFile.run();
  assert.deepEqual(kinds(byFile.host), ['password']);
  await withAgent([lab.keys.rsa.path, lab.keys.ed25519.path], async (identityAgent) => {
    const byAgent = fresh(server, { identityAgent }, answerer);
    await byAgent.run();
    assert.deepEqual(kinds(byAgent.host), ['password']);
  });
});

test('after a typed password, background work does not sign in again', {
  skip: needsRoot,
}, async () => {
  const server = lab.server('password');
  const { run, room, host } = fresh(server, {}, () => secret(server.user.password ?? '', true));
  const link = await run();
  const closed = new Promise((resolve) => link.onClosed(resolve));
  server.proxy.cut();
  await closed;
  const again = () => room.link(server.name, never, { background: true });
  await refused(again, 'connections/sign-in-needed');
  assert.equal(host.asked.length, 1);
  await run();
});

test('after a key, background work reconnects; after disconnect it does not', async () => {
  const server = lab.server('keys');
  const { run, room } = fresh(server, { identityFiles: file(lab.keys.ed25519.path) });
  const link = await run();
  const closed = new Promise((resolve) => link.onClosed(resolve));
  server.proxy.cut();
  await closed;
  const again = () => room.link(server.name, never, { background: true });
  assert.ok((await again()).alive);
  await room.disconnect(server.name);
  await refused(again, 'connections/disconnected');
});

test('one who waits may leave, the other gets the link; when all leave it stops', async () => {
  const server = lab.server('keys');
  let release: (answer: Answer) => void = () => {};
  let withdrawn = false;
  const asked = (count: number) =>
    new Promise<void>((resolve) => {
      waitFor = { count, resolve };
    });
  let waitFor: { count: number; resolve: () => void } | undefined;
  const { path, passphrase = '' } = lab.keys.encrypted;
  const { room, host } = fresh(server, { identityFiles: file(path) }, (_question, signal) => {
    if (waitFor && host.asked.length >= waitFor.count) waitFor.resolve();
    return new Promise<Answer | undefined>((resolve) => {
      release = resolve;
      signal.addEventListener('abort', () => {
        withdrawn = true;
        resolve(undefined);
      });
    });
  });
  const first = new AbortController();
  let ready = asked(1);
  const one = room.link(server.name, first.signal);
  const two = room.link(server.name, never);
  await ready;
  first.abort();
  await refused(() => one, 'kit/cancelled');
  release(secret(passphrase));
  const link = await two;
  assert.ok(link.alive);
  await room.disconnect(server.name);
  ready = asked(2);
  const alone = new AbortController();
  const three = room.link(server.name, alone.signal);
  await ready;
  withdrawn = false;
  alone.abort();
  await refused(() => three, 'kit/cancelled');
  assert.equal(withdrawn, true, 'the question was withdrawn');
  assert.equal(room.state(server.name).value.state, 'disconnected');
});
