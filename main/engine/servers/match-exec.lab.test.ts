/** `Match exec`: nothing runs without a yes to the very text; with it we read what `ssh -G` reads. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { QuestionBody } from '../../../preload/contract/questions';
import { silentLog } from '../kit/log';
import { createServers } from './index';

const folder = mkdtempSync(join(tmpdir(), 'match-exec-'));
after(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;
const skip = spawnSync('ssh', ['-V']).error ? 'no ssh to compare with' : false;

let here = '';
let asked: QuestionBody[] = [];
beforeEach(() => {
  here = mkdtempSync(join(folder, 'x-'));
  asked = [];
});

function room(config: string) {
  writeFileSync(join(here, 'config'), config);
  const paths = { ssh: here, data: join(here, 'data'), resources: 'resources' };
  return createServers({ host: { paths, log: silentLog }, systemConfig: null });
}

const asker = (say: 'yes' | 'no') => ({
  signal: never,
  dataFolder: join(here, 'data'),
  ask: async (body: QuestionBody) => {
    asked.push(body);
    return { kind: say } as const;
  },
});

function sshSays(server: string, key: string): string | undefined {
  const said = spawnSync('ssh', ['-F', join(here, 'config'), '-G', server], { encoding: 'utf8' });
  return new RegExp(`^${key} (.*)$`, 'm').exec(said.stdout)?.[1];
}

test('lists and a no run nothing; a yes runs it, is remembered for this text and server', {
  skip,
}, async () => {
  const ran = join(here, 'ran');
  const servers = room(
    `Host a b\nMatch exec "touch ${ran}"\n  User ran\nHost *\n  Port 9\n  User usual\n`,
  );
  assert.deepEqual(servers.list().problems, []);
  const unasked = servers.resolve('a');
  assert.deepEqual([unasked.user, unasked.unanswered], ['usual', [`touch ${ran}`]]);
  assert.equal((await servers.resolveAsking('a', asker('no'))).user, 'usual');
  assert.equal(existsSync(ran), false);
  assert.match(asked[0]?.kind === 'confirm' ? asked[0].text : '', new RegExp(`: touch ${ran}$`));
  assert.equal((await servers.resolveAsking('a', asker('yes'))).user, 'ran');
  assert.equal(existsSync(ran), true);
  assert.equal((await servers.reportAsking('a', asker('no'))).report['user'], sshSays('a', 'user'));
  assert.equal(asked.length, 2, 'the yes stands');
  await servers.resolveAsking('b', asker('no'));
  assert.equal(asked.length, 3, 'another server is asked about anew');
});

test('the same as ssh -G: tokens, negation, what comes before and after, a second pass', {
  skip,
}, async () => {
  const cases = [
    'Host *\n  HostName x.lab\nMatch exec "test %h = x.lab && test %n = a && test %p = 22"\n  User yes\n',
    'Match !exec "false"\n  User yes\nMatch exec "exit 3"\n  User no\n',
    'Match host other exec "touch MARK"\n  User no\nMatch exec "test ! -e MARK"\n  User yes\n',
    'Host a\n  Port 77\nMatch exec "test %p = 77 && test %r = deep"\n  User late\nHost a\n  User deep\n',
    'Host a\n  User deep\nMatch exec "test %r = deep"\n  Port 5\n',
    'Match final exec "test %h = x.lab"\n  Port 8\nHost a\n  HostName x.lab\n',
    'Match exec "echo much; echo more >&2"\n  User yes\n',
    'Match exec "no-such-program-here"\n  User no\n',
    'Match exec=true\n  User yes\nHost b\nMatch exec "true" host b\n  Port 9\n',
  ];
  for (const text of cases) {
    const config = text.replaceAll('MARK', join(here, 'mark'));
    const servers = room(config);
    const { report } = await servers.reportAsking('a', asker('yes'));
    for (const key of ['user', 'hostname', 'port']) {
      assert.equal(report[key], sshSays('a', key), `${key} of\n${config}`);
    }
  }
});

test('one that takes too long is ended, and what is too long or too many is not followed', async () => {
  const long = `Match exec "true ${'x'.repeat(5000)}"\n  User no\n`;
  assert.notEqual((await room(long).resolveAsking('a', asker('yes'))).user, 'no');
  assert.equal(asked.length, 0, 'what cannot be shown is not asked');
  const many = Array.from(
    { length: 60 },
    (_, at) => `Match exec "true ${at}"\n  SetEnv V${at}=1\n`,
  );
  await room(many.join('')).resolveAsking('a', asker('yes'));
  assert.equal(asked.length, 20);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  const sleeping = room('Match exec "sleep 100"\n  User no\n');
  const ended = await sleeping.resolveAsking('a', { ...asker('yes'), signal: stop.signal });
  assert.notEqual(ended.user, 'no');
});

test('a jump host asks as well, by its own name', async () => {
  const servers = room('Host a\n  ProxyJump gate\nMatch host gate exec "true"\n  Port 2022\n');
  const server = await servers.resolveAsking('a', asker('yes'));
  assert.equal(server.jumps[0]?.port, 2022);
  assert.equal(asked.length, 1);
});

test('a name that a shell would make something of is in no command', async () => {
  const servers = room('Match exec "test -n %n"\n  Port 9\n');
  for (const name of ['$(id)', 'a;b', '`id`', 'a&b', 'u$(x)@h']) {
    let unanswered: readonly string[] = [];
    try {
      const server = await servers.resolveAsking(name, asker('yes'));
      unanswered = server.unanswered ?? [];
      assert.notEqual(server.port, 9, name);
    } catch (error) {
      assert.match(String(error), /servers\/config-|servers\/unknown/, name);
    }
    assert.deepEqual(unanswered, []);
  }
  assert.equal(asked.length, 0);
});

test('what was not run is told, and what an allowed block holds that is not followed', async () => {
  const servers = room('Match exec "true"\n  Ciphers aes128-ctr\nMatch exec "false"\n  User no\n');
  const refused = await servers.reportAsking('a', asker('no'));
  assert.deepEqual([refused.notRun, refused.unsupported], [['true', 'false'], []]);
  assert.deepEqual((await servers.resolveAsking('a', asker('no'))).unanswered, ['true', 'false']);
  const allowed = await servers.reportAsking('a', asker('yes'));
  assert.deepEqual([allowed.notRun, allowed.unsupported], [[], ['Ciphers']]);
});

test('who went away while they were asked has nothing run, though they had said yes', async () => {
  const ran = join(here, 'ran');
  const servers = room(`Match exec "touch ${ran}"\n  User ran\n`);
  const gone = new AbortController();
  const leaving = {
    ...asker('yes'),
    signal: gone.signal,
    ask: async () => {
      gone.abort();
      return { kind: 'yes' } as const;
    },
  };
  await assert.rejects(servers.resolveAsking('a', leaving), /cancel/i);
  await assert.rejects(servers.resolveAsking('a', leaving), /cancel/i, 'nor a later time');
  assert.equal(existsSync(ran), false);
});
