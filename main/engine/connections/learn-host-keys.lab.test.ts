/** Learning of further host keys, beside what ssh itself learns of the same server and file. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Lab, type LabServer, startLab } from '../../../e2e/lab';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections } from './index';
import { type Answerer, resolvedServer, type ScriptedHost, scriptedHost } from './test-rig';

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

const name = () => `[127.0.0.1]:${server.port}`;
const key = (type: string) =>
  server.hostKeys.find((each) => each.type === type)?.publicKey ?? assert.fail(type);
const stranger = () => lab.keys.ed25519.publicKey.split(' ').slice(0, 2).join(' ');
const keysIn = (text: string) => new Set(text.match(/AAAA\S+/g));

function write(text: string): string {
  const file = join(lab.dir, `learned_${count++}`);
  writeFileSync(file, text);
  return file;
}

/** Keys that were not in `before`. */
function added(before: string, file: string): string[] {
  const old = keysIn(before);
  return [...keysIn(readFileSync(file, 'utf8'))].filter((each) => !old.has(each)).sort();
}

/** Connects with this text as the known hosts and waits until the server's list was dealt with. */
async function ours(text: string, more: Partial<ResolvedServer> = {}, answerer?: Answerer) {
  const file = write(text);
  const host = scriptedHost(answerer);
  const where = { name: 'gpu1', host: server.host, port: server.port, user: server.login };
  const room = createConnections({
    host,
    resolve: () =>
      resolvedServer(where, {
        identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
        userKnownHostsFiles: [file],
        updateHostKeys: 'yes',
        ...more,
      }),
  });
  rooms.push(room);
  await room.link('gpu1', never);
  const said = await dealtWith(host);
  await room.disconnect('gpu1');
  return { file, said, host, added: added(text, file) };
}

/** What became of the list, as the log tells it. */
async function dealtWith(host: ScriptedHost): Promise<string> {
  for (;;) {
    const entry = host.entries.find(({ text }) => /further host keys/.test(text));
    if (entry) return entry.text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The same with the system's own ssh. */
async function theirs(text: string, ...options: string[]): Promise<string[]> {
  return added(text, await sshOn(text, ...options));
}

/** Connects with ssh; the file as it leaves it. Rejects when ssh refuses the server. */
async function sshOn(text: string, ...options: string[]): Promise<string> {
  const file = write(text);
  const fixed = ['UpdateHostKeys=yes', 'GlobalKnownHostsFile=/dev/null', 'BatchMode=yes'];
  const set = [...options, `UserKnownHostsFile=${file}`, ...fixed].flatMap((one) => ['-o', one]);
  const place = ['-p', String(server.port), '-i', lab.keys.ed25519.path];
  const argv = ['-F', 'none', ...set, ...place, `${server.login}@127.0.0.1`, 'sleep 0.3'];
  await promisify(execFile)('ssh', argv, { timeout: 20_000 });
  return file;
}

test('what is learned, and when nothing is, is what ssh learns', async () => {
  const ed = () => `${name()} ${key('ed25519')}\n`;
  const cases: Record<string, string> = {
    'one key is known': ed(),
    'all are known': `${ed()}${name()} ${key('ecdsa')}\n${name()} ${key('rsa')}\n`,
    'a name and its address': `${name()},10.9.9.9 ${key('ed25519')}\n`,
    'a list of three names': `${name()},x,y ${key('ed25519')}\n`,
    'a pattern': `[127.0.0.*]:${server.port} ${key('ed25519')}\n`,
    'a pattern beside a plain line': `${ed()}[127.0.0.?]:* ${stranger()}\n`,
    'an authority': `${ed()}@cert-authority [127.0.0.1]:* ${stranger()}\n`,
    'a revoked key': `${ed()}@revoked * ${stranger()}\n`,
    'an authority for this very name': `${ed()}@cert-authority ${name()} ${stranger()}\n`,
    'a revoked key of this very name': `${ed()}@revoked ${name()} ${stranger()}\n`,
    'an authority of others': `${ed()}@cert-authority *.lab ${stranger()}\n`,
    'a further key under another name': `${ed()}elsewhere ${key('rsa')}\n`,
    'the known key under another name': `${ed()}elsewhere ${key('ed25519')}\n`,
    'an old key': `${ed()}${name()} ${stranger()}\n`,
    'an old key under another name': `${ed()}${name()} ${stranger()}\nelsewhere ${stranger()}\n`,
    'a name without the port': `127.0.0.1 ${key('ed25519')}\n`,
    'a negated name': `${name()},!other ${key('ed25519')}\n`,
    'broken lines between': `garbage\n${name()} ssh-rsa AAAA\n${ed()}`,
  };
  const seen: Record<string, [string[], string[]]> = {};
  for (const [what, text] of Object.entries(cases)) {
    seen[what] = [(await ours(text)).added, await theirs(text)];
  }
  for (const [what, [we, ssh]] of Object.entries(seen)) assert.deepEqual(we, ssh, what);
  // Both kinds did occur: the comparison is not empty.
  assert.equal(seen['one key is known']?.[0].length, 2);
  assert.equal(seen['an authority']?.[0].length, 0);
});

test('an alias, hashed names and accept-new, as ssh', async () => {
  const aliased = `cluster ${key('ed25519')}\n`;
  const one = await ours(aliased, { hostKeyAlias: 'cluster', hashKnownHosts: true });
  assert.deepEqual(one.added, await theirs(aliased, 'HostKeyAlias=cluster', 'HashKnownHosts=yes'));
  const lines = readFileSync(one.file, 'utf8').split('\n');
  assert.equal(lines.filter((line) => line.startsWith('|1|')).length, 2);
  // ssh finds the server known by each key that we wrote.
  for (const type of ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512']) {
    const set = ['HostKeyAlias=cluster', 'StrictHostKeyChecking=yes', `HostKeyAlgorithms=${type}`];
    const text = readFileSync(one.file, 'utf8');
    assert.deepEqual(await theirs(text, ...set), [], type);
  }
  // A key that nobody has looked at vouches for no other.
  const unseen = await ours('', { strictHostKeyChecking: 'accept-new' });
  assert.deepEqual(unseen.added, await theirs('', 'StrictHostKeyChecking=accept-new'));
  assert.equal(unseen.added.length, 1);
});

test('after a yes of the person; not when the config says no; "ask" asks', async () => {
  const yes: Answerer = () => ({ kind: 'yes' });
  assert.equal((await ours('', {}, yes)).added.length, 3);
  const known = `${name()} ${key('ed25519')}\n`;
  assert.deepEqual((await ours(known, { updateHostKeys: 'no' })).added, []);
  const asked = await ours(known, { updateHostKeys: 'ask' }, yes);
  assert.equal(asked.added.length, 2);
  const [question] = asked.host.asked;
  const rsa = server.hostKeys.find((each) => each.type === 'rsa');
  assert.ok(question?.kind === 'confirm' && question.text.includes(rsa?.fingerprint ?? '?'));
  const refused: Answerer = () => ({ kind: 'no' });
  assert.deepEqual((await ours(known, { updateHostKeys: 'ask' }, refused)).added, []);
});

test('a key of the system-wide file alone teaches nothing, as ssh', async () => {
  const text = `${name()} ${key('ed25519')}\n`;
  const globalFile = write(text);
  const one = await ours('', { globalKnownHostsFiles: [globalFile] });
  assert.deepEqual(one.added, []);
});

test('what ssh writes is known here, and what we write is known to ssh', async () => {
  for (const hashed of [false, true]) {
    const set = ['StrictHostKeyChecking=accept-new', `HashKnownHosts=${hashed ? 'yes' : 'no'}`];
    const theirFile = await sshOn('', ...set);
    const met = await ours(readFileSync(theirFile, 'utf8'), { strictHostKeyChecking: 'yes' });
    assert.deepEqual(met.host.asked, []);
    const mine = await ours('', { hashKnownHosts: hashed }, () => ({ kind: 'yes' }));
    const text = readFileSync(mine.file, 'utf8');
    assert.equal(text.startsWith('|1|'), hashed);
    await sshOn(text, 'StrictHostKeyChecking=yes');
    const forgotten = text.split('\n').slice(3).join('\n');
    await assert.rejects(sshOn(forgotten, 'StrictHostKeyChecking=yes'), /verification failed/);
  }
});
