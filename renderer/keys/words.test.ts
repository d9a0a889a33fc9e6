import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyEntry } from '../../preload/contract/keys';
import {
  choiceWords,
  freeName,
  installable,
  kindWords,
  nameFault,
  nameForPutty,
  revokedWords,
} from './words';

const key: KeyEntry = {
  ...{ path: '~/.ssh/id_ed25519', format: 'openssh', type: 'ssh-ed25519', bits: 256 },
  ...{ fingerprint: 'SHA256:x', comment: 'asha', encrypted: true, publicLine: 'ssh-ed25519 AAAA' },
  ...{ warnings: [], installed: [] },
};

test('kinds as people say them', () => {
  assert.equal(kindWords(key), 'ED25519');
  assert.equal(kindWords({ type: 'ssh-rsa', bits: 4096 }), 'RSA 4096');
  assert.equal(kindWords({ type: 'ecdsa-sha2-nistp521', bits: 521 }), 'ECDSA 521');
  assert.equal(kindWords({ type: 'ssh-dss', bits: 1024 }), 'DSA 1024');
  assert.equal(kindWords({ type: null, bits: null }), 'Kind hidden');
  assert.equal(choiceWords(key), 'ED25519 · passphrase · asha');
});

test('what can be let in at a server', () => {
  assert.ok(installable(key));
  assert.ok(!installable({ ...key, publicLine: null }));
  assert.ok(!installable({ ...key, format: 'putty-3' }));
});

test('names of new keys', () => {
  assert.equal(freeName('id_ed25519', []), 'id_ed25519');
  assert.equal(freeName('id_ed25519', [key, { path: '~/.ssh/id_ed25519_2' }]), 'id_ed25519_3');
  assert.equal(nameFault('id_ed25519', [key]), 'There is a key of this name already.');
  assert.equal(nameFault('id_lab', [key]), undefined);
  for (const name of ['', '../x', 'a b', 'x.pub', '.x']) assert.ok(nameFault(name, []), name);
  assert.equal(nameForPutty('My lab key.ppk', []), 'My_lab_key');
  assert.equal(nameForPutty('..ppk', []), 'id_putty');
  assert.equal(nameForPutty('id_ed25519.PPK', [key]), 'id_ed25519_2');
});

test('what a revocation says', () => {
  const said = revokedWords('gpu1', { removed: 2, left: 1 });
  assert.equal(said, 'The key is off gpu1; 1 key is let in there.');
  assert.match(revokedWords('gpu1', { removed: 0, left: 0 }), /was not on gpu1; 0 keys are/);
});
