/** The server's own questions (keyboard-interactive, PAM): password and one-time code, real ones. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, type LabServer, questionsMissing, startLab } from '../../../e2e/lab';
import type { Answer } from '../../../preload/contract/questions';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { type Answerer, resolvedServer, scriptedHost } from './test-rig';

const asks = 'password and code' as const;
const skip = questionsMissing(asks);
const never = new AbortController().signal;
const rooms: ConnectionsRoom[] = [];
let lab: Lab;

before(async () => {
  lab = await startLab({ knownHosts: true });
});

after(async () => {
  await Promise.all(rooms.map((room) => room.close()));
  await lab.stop();
});

function fresh(server: LabServer, answerer?: Answerer, more: Partial<ResolvedServer> = {}) {
  const host = scriptedHost(answerer);
  const where = { name: server.name, host: server.host, port: server.port, user: server.login };
  const known = { userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')] };
  const room = createConnections({
    host,
    resolve: () => resolvedServer(where, { ...known, ...more }),
  });
  rooms.push(room);
  return { host, room, run: () => room.link(server.name, never) };
}

/** Answers each prompt by what it asks for. */
function answering(password: string, code: () => string): Answerer {
  return (question): Answer | undefined => {
    if (question.kind !== 'keyboard-interactive') return undefined;
    const answers = question.prompts.map(({ prompt }) =>
      /code/i.test(prompt) ? code() : password,
    );
    return { kind: 'answers', answers };
  };
}

test('right answers sign in; the prompts come as the server wrote them', { skip }, async () => {
  const server = await lab.addServer({ name: 'asks', user: 'asks', asks, authorize: [] });
  const password = server.user.password ?? '';
  const { host, room, run } = fresh(
    server,
    answering(password, () => server.oneTimeCode),
  );
  const link = await run();
  const prompts = host.asked.flatMap((q) => (q.kind === 'keyboard-interactive' ? q.prompts : []));
  assert.match(prompts[0]?.prompt ?? '', /^Password:/);
  assert.equal(prompts[0]?.echo, false);
  assert.match(prompts[1]?.prompt ?? '', /code/i);
  assert.equal(host.kept.size, 0, 'answers are never kept');
  const closed = new Promise((resolve) => link.onClosed(resolve));
  server.proxy.cut();
  await closed;
  const again = await room
    .link(server.name, never, { background: true })
    .catch((error: unknown) => error);
  assert.equal(problemOf(again)?.tag, 'connections/sign-in-needed');
});

test('a wrong answer is not tried twice, a dismissed one ends the attempt', { skip }, async () => {
  const server = await lab.addServer({ name: 'strict', user: 'strict', asks, authorize: [] });
  const wrong = fresh(
    server,
    answering('wrong', () => '000000'),
  );
  const error = await wrong.run().catch((reason: unknown) => reason);
  assert.equal(problemOf(error)?.tag, 'connections/auth-failed', String(error));
  assert.match(problemOf(error)?.why ?? '', /the questions of the server/);
  const prompts = wrong.host.asked.flatMap((q) =>
    q.kind === 'keyboard-interactive' ? q.prompts : [],
  );
  const texts = prompts.map(({ prompt }) => prompt);
  assert.ok(texts.length > 0);
  assert.equal(texts.length, new Set(texts).size, `one dialogue only: ${texts.join(' | ')}`);
  const dismissed = fresh(server);
  const other = await dismissed.run().catch((reason: unknown) => reason);
  assert.match(problemOf(other)?.what ?? '', /was not finished/);
  assert.equal(dismissed.host.asked.length, 1);
});

test('a key, from a file and from the agent, and then the questions', { skip }, async () => {
  const server = await lab.addServer({
    ...{ name: 'two-factors', user: 'twice', asks },
    sshdConfig: ['AuthenticationMethods publickey,keyboard-interactive'],
  });
  const password = server.user.password ?? '';
  const byFile = fresh(
    server,
    answering(password, () => server.oneTimeCode),
    {
      identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
    },
  );
  await byFile.run();
  const socket = join(lab.dir, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const gone = new Promise((resolve) => agent.once('exit', resolve));
  try {
    for (let i = 0; i < 400 && !existsSync(socket); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    for (const key of [lab.keys.rsa, lab.keys.ed25519]) {
      execFileSync('ssh-add', ['-q', key.path], { env, stdio: 'ignore' });
    }
    // A code counts once: the questions arrive, which is what partial success is about.
    const byAgent = fresh(server, undefined, { identityAgent: socket });
    const error = await byAgent.run().catch((reason: unknown) => reason);
    assert.deepEqual(
      byAgent.host.asked.map(({ kind }) => kind),
      ['keyboard-interactive'],
    );
    assert.match(problemOf(error)?.why ?? '', /accepted, not enough/);
  } finally {
    agent.kill();
    await gone;
  }
});

test('a bug of ours while the questions are asked ends the attempt with it', { skip }, async () => {
  const server = await lab.addServer({ name: 'bug', user: 'bug', asks, authorize: [] });
  const { run } = fresh(server, () => {
    throw new TypeError('a bug of a test');
  });
  await assert.rejects(run(), TypeError);
});
