/** Kept secrets: sealed on disk, forgotten in full, and nothing is kept where there is no store. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { type LogEntry, logTo } from '../engine/kit/log';
import { createSecretStore, whatFor } from './secret-store';
import { testCipher } from './test-cipher';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
const path = join(folder, 'secrets.json');
let entries: LogEntry[] = [];
const log = logTo((entry) => entries.push(entry));
beforeEach(() => {
  entries = [];
  rmSync(path, { force: true });
  rmSync(`${path}.broken`, { force: true });
});
after(() => rmSync(folder, { recursive: true }));

const key = 'password:asha@gpu1:22';

test('what is kept is there at the next start, and stands nowhere in the clear', async () => {
  const cipher = testCipher();
  const store = createSecretStore(path, cipher, log);
  assert.equal(await store.keep(key, 'Öffne dich!'), true);
  const text = readFileSync(path, 'utf8');
  assert.ok(
    !text.includes('Öffne') && !text.includes(Buffer.from('Öffne dich!').toString('base64')),
  );
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  const next = createSecretStore(path, cipher, log);
  assert.equal(next.get(key), 'Öffne dich!');
  const [listed] = next.list();
  assert.equal(listed?.what, 'Password of asha@gpu1');
  assert.deepEqual(entries, []);
});

test('forgotten is forgotten: the last one takes the file with it', async () => {
  const store = createSecretStore(path, testCipher(), log);
  await store.keep(key, 'one');
  await store.keep('passphrase:~/.ssh/id', 'two');
  await store.forget(key);
  assert.equal(store.get(key), undefined);
  assert.ok(!readFileSync(path, 'utf8').includes('asha'));
  await store.forgetAll();
  assert.deepEqual(store.list(), []);
  assert.ok(!existsSync(path));
});

test('without a store nothing is kept and nothing is written', async () => {
  const store = createSecretStore(path, testCipher(null), log);
  assert.equal(store.name, null);
  assert.equal(await store.keep(key, 'one'), false);
  assert.ok(!existsSync(path));
});

test('what another keyring sealed is dropped, a broken file is set aside', async () => {
  await createSecretStore(path, testCipher(), log).keep(key, 'one');
  const other = createSecretStore(path, testCipher(), log);
  assert.equal(other.get(key), undefined);
  await other.settled();
  assert.deepEqual(other.list(), []);
  for (const text of ['{', '{"secrets":[{"key":1}]}', `{"secrets":${JSON.stringify([{}])}}`]) {
    writeFileSync(path, text);
    assert.deepEqual(createSecretStore(path, testCipher(), log).list(), []);
    assert.equal(readFileSync(`${path}.broken`, 'utf8'), text);
    assert.ok(!existsSync(path));
  }
});

test('a disk that refuses is told: nothing is said to be kept', async () => {
  const store = createSecretStore(join(folder, 'no/such/folder/s.json'), testCipher(), log);
  assert.equal(await store.keep(key, 'Öffne dich!'), false);
  assert.deepEqual(store.list(), []);
  assert.ok(entries.length > 0);
  assert.ok(!JSON.stringify(entries).includes('Öffne'));
});

test('the list stays bounded, the oldest go first', async () => {
  const store = createSecretStore(path, testCipher(), log);
  for (let n = 0; n < 305; n += 1) void store.keep(`password:a@h${n}:22`, 'x');
  await store.keep('password:last@h:22', 'x');
  assert.equal(store.list().length, 300);
  assert.equal(store.get('password:a@h0:22'), undefined);
  assert.equal(store.get('password:last@h:22'), 'x');
});

test('what a secret is for, in words', () => {
  assert.equal(whatFor('password:asha@gpu1:2222'), 'Password of asha@gpu1:2222');
  assert.equal(whatFor('passphrase:C:\\k\\id'), 'Passphrase of the key C:\\k\\id');
  assert.equal(whatFor('proxy:me@socks5://p:1080'), 'Password of the proxy me@socks5://p:1080');
});
