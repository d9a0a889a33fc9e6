import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import {
  addressOf,
  badgeOf,
  completeDraft,
  draftFaults,
  quickTarget,
  searchServers,
  splitAddress,
} from './words';

const problem = (tag: string) => ({ tag, what: 'x', next: [], facts: {} });
const server = (name: string, host: string, user: string): ServerEntry => ({
  name,
  host,
  user,
  port: 22,
  origin: 'config',
  jumps: [],
  label: null,
  favourite: false,
  group: null,
  usedBefore: false,
  connection: { state: 'disconnected' },
});

test('a badge says its state in a word and in a shape of its own', () => {
  const failed = (tag: string) => badgeOf({ state: 'failed', problem: problem(tag) });
  const looks = [
    badgeOf({ state: 'disconnected' }),
    badgeOf({ state: 'connecting', step: 's' }),
    badgeOf({
      state: 'connected',
      since: 0,
      silentSince: null,
      sharing: null,
      user: 'a',
      host: 'b',
      port: 22,
      software: 'c',
    }),
    failed('connections/host-key-changed'),
    failed('connections/auth-failed'),
    failed('connections/timed-out'),
  ];
  assert.deepEqual(
    looks.map(({ word }) => word),
    ['Not connected', 'Connecting', 'Connected', 'Key changed', 'Sign-in needed', 'Host down'],
  );
  assert.equal(new Set(looks.map(({ shape }) => shape)).size, looks.length);
  assert.equal(failed('connections/strange').word, 'Failed');
});

test('a host key that waits for a look is no sign-in', () => {
  const waiting = (waitsFor: string | null) =>
    badgeOf({
      state: 'failed',
      problem: { ...problem('connections/sign-in-needed'), facts: { waitsFor } },
    });
  assert.deepEqual(
    [waiting('host-key').word, waiting('host-key').shape],
    ['New host key', 'fingerprint'],
  );
  for (const other of ['password', null]) assert.equal(waiting(other).word, 'Sign-in needed');
});

test('an address shows the port only where it is not 22, and brackets IPv6', () => {
  assert.equal(addressOf({ host: 'gpu1', port: 22, user: 'asha' }), 'asha@gpu1');
  assert.equal(addressOf({ host: '::1', port: 2222, user: 'asha' }), 'asha@[::1]:2222');
  assert.equal(addressOf({ host: 'gpu1', port: 22, user: '' }), 'gpu1');
});

test('search needs every word, anywhere', () => {
  const all = [server('gpu1', 'gpu1.lab.edu', 'asha'), server('login', 'hpc.uni.edu', 'a.weber')];
  assert.deepEqual(
    searchServers(all, 'EDU weber').map(({ name }) => name),
    ['login'],
  );
  assert.equal(searchServers(all, '').length, 2);
});

test('only user@host can be connected to as typed', () => {
  assert.equal(quickTarget(' asha@gpu7:2222 '), 'asha@gpu7:2222');
  assert.equal(quickTarget('ssh asha@gpu7'), 'asha@gpu7');
  assert.equal(quickTarget('gpu7'), null);
  assert.equal(quickTarget('-oProxyCommand=x@y'), null);
  assert.equal(quickTarget('a@-oProxyCommand'), null);
  assert.equal(quickTarget('asha@gpu 7'), null);
});

test('the form says what is wrong with each field', () => {
  const good = { name: 'gpu1', host: 'h', port: 22, user: 'a', identityFile: '', proxyJump: '' };
  assert.deepEqual(draftFaults(good, []), {});
  assert.deepEqual(Object.keys(draftFaults({ ...good, name: 'a b', host: '', port: 0 }, [])), [
    'name',
    'host',
    'port',
  ]);
  for (const proxy of ['', 'system', 'socks5://me@p:1080', 'http://[::1]:3128']) {
    assert.equal(draftFaults({ ...good, proxy }, []).proxy, undefined, proxy);
  }
  for (const proxy of ['p:1080', 'ftp://p', 'http://me:secret@p:1', 'http://a b']) {
    assert.ok(draftFaults({ ...good, proxy }, []).proxy, proxy);
  }
  assert.ok(draftFaults(good, ['gpu1']).name);
  assert.ok(draftFaults({ ...good, name: 'gpu*' }, []).name);
});

test('what people paste as an address is taken apart', () => {
  assert.deepEqual(splitAddress('ssh alice@gpu1.lab.edu -p 2222'), {
    host: 'gpu1.lab.edu',
    user: 'alice',
    port: 2222,
  });
  assert.deepEqual(splitAddress('ssh -p2222 gpu1'), { host: 'gpu1', port: 2222 });
  assert.deepEqual(splitAddress('ssh://alice@gpu1:22/'), { host: 'gpu1', user: 'alice', port: 22 });
  assert.deepEqual(splitAddress('a@[2001:db8::1]:2222'), {
    host: '2001:db8::1',
    user: 'a',
    port: 2222,
  });
  assert.deepEqual(splitAddress(' gpu1 '), { host: 'gpu1' });
  assert.equal(splitAddress('2001:db8::1'), null);
  assert.equal(splitAddress('gpu 1'), null);
  assert.equal(splitAddress('a@b@c'), null);
});

test('the form completes itself from the address, and keeps what was typed', () => {
  const blank = { name: '', host: '', port: 22, user: '', identityFile: '', proxyJump: '' };
  const done = completeDraft({ ...blank, host: 'alice@gpu1.lab.edu:2222' }, []);
  assert.deepEqual(done, {
    ...blank,
    name: 'gpu1',
    host: 'gpu1.lab.edu',
    port: 2222,
    user: 'alice',
  });
  assert.equal(completeDraft({ ...blank, name: 'mine', host: 'gpu1' }, []).name, 'mine');
  assert.equal(completeDraft({ ...blank, host: 'gpu1' }, ['gpu1']).name, '');
  assert.equal(completeDraft({ ...blank, host: '10.0.0.7' }, []).name, '');
  assert.equal(completeDraft({ ...blank, host: 'gpu1', user: 'bob', port: 23 }, []).user, 'bob');
});
