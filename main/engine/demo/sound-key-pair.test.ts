import assert from 'node:assert/strict';
import { test } from 'node:test';
import ssh2 from 'ssh2';
import { soundKeyPair } from './sound-key-pair';

test('every key can be read; without the look at each, some of so many could not', () => {
  for (let made = 0; made < 2000; made++) {
    const parsed = ssh2.utils.parseKey(soundKeyPair().private);
    assert.ok(!(parsed instanceof Error), String(parsed));
  }
});
