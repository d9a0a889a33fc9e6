import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Agent, type AgentWorld, agentPlaces } from './agent';

const world: AgentWorld = {
  environment: {},
  platform: 'linux',
  home: '/home/asha',
  user: '',
  pipes: () => [],
  exists: () => false,
};
const paths = (configured: string | null, more: Partial<AgentWorld> = {}) =>
  agentPlaces(configured, { ...world, ...more }).map(({ path }) => path);

test('where agents are', () => {
  const environment = { SSH_AUTH_SOCK: '/run/agent' };
  assert.deepEqual(paths('none', { environment }), []);
  assert.deepEqual(paths('/my/agent', { environment }), ['/my/agent']);
  assert.deepEqual(paths(null, { environment }), ['/run/agent']);
  assert.deepEqual(paths(null), []);
  const exists = () => true;
  assert.deepEqual(paths(null, { exists }), [join('/home/asha', '.1password/agent.sock')]);
  assert.deepEqual(paths(null, { exists, environment }), ['/run/agent']);
  const windows = { platform: 'win32', user: 'Asha' } as const;
  const pipes = () => ['pageant.asha.0123abcd', 'pageant.bob.99', 'wkssvc', 'pageant.asha.'];
  const theirs = ['\\\\.\\pipe\\pageant.asha.0123abcd', '\\\\.\\pipe\\pageant.asha.'];
  const usual = '\\\\.\\pipe\\openssh-ssh-agent';
  assert.deepEqual(paths(null, { ...windows, pipes }), [usual, ...theirs]);
  assert.deepEqual(paths('none', { ...windows, pipes }), []);
});

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'labmate-agent-'));
after(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Something that answers every question with these bytes; null hangs up. */
async function agentThatSays(bytes: Buffer | null): Promise<Agent> {
  const name = `a${servers.length}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(folder, name);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => (bytes ? socket.write(bytes) : socket.destroy()));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return new Agent(path);
}

const never = new AbortController().signal;
const framed = (body: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const string = (text: string | Buffer) => framed(Buffer.from(text as string));

test('security keys and certificates of an agent are named, with the reason', async () => {
  const kinds = ['sk-ssh-ed25519@openssh.com', 'ssh-ed25519-cert-v01@openssh.com', 'ssh-new'];
  const held = kinds.map((kind) =>
    Buffer.concat([string(string(kind)), string(`the ${kind}\u001b[31m`)]),
  );
  const body = Buffer.concat([Buffer.from([12, 0, 0, 0, 3]), ...held]);
  const { keys, unusable } = await (await agentThatSays(framed(body))).keys(never);
  assert.equal(keys.length, 0);
  assert.deepEqual(
    unusable.map(({ what }) => what),
    kinds.map((kind) => `the agent's key the ${kind}`),
  );
  assert.match(unusable[0]?.why ?? '', /security key/);
  assert.match(unusable[1]?.why ?? '', /certificate/);
  assert.match(unusable[2]?.why ?? '', /not known/);
});

test('an agent that answers nonsense, too much or nothing is an error and ends', async () => {
  for (const bytes of [
    framed(Buffer.from([5])),
    framed(Buffer.from([12, 0xff, 0xff, 0xff, 0xff])),
    framed(Buffer.from([12, 0, 0, 0, 9, 0, 0])),
    Buffer.from([0x7f, 0xff, 0xff, 0xff, 12]),
    Buffer.alloc(4),
    null,
  ]) {
    const agent = await agentThatSays(bytes);
    await assert.rejects(
      agent.keys(never),
      /refused|makes no sense|too many keys|hung up|ECONNRESET|EPIPE/,
    );
  }
  await assert.rejects(new Agent(join(folder, 'nobody')).keys(never));
  const slow = await agentThatSays(Buffer.from([0, 0]));
  const stop = new AbortController();
  const listing = slow.keys(stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(listing, /enough/);
});
