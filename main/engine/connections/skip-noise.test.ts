import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoiseSkipper, versionPacketAt } from './skip-noise';

const version = Buffer.from([0, 0, 0, 9, 2, 0, 0, 0, 3, 1, 2, 3, 4]);

test('text before the version packet is skipped, however it is cut into pieces', () => {
  const whole = Buffer.concat([Buffer.from('Welcome!\nQuota: 93 % used\n'), version]);
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const skipper = new NoiseSkipper();
    const parts = [whole.subarray(0, cut), whole.subarray(cut)].map((part) => skipper.take(part));
    const passed = Buffer.concat(parts.filter((part) => part !== null));
    assert.deepEqual(passed, version, `cut at ${cut}`);
  }
});

test('nothing is skipped once the protocol has begun', () => {
  const skipper = new NoiseSkipper();
  assert.deepEqual(skipper.take(version), version);
  const later = Buffer.from('Welcome!');
  assert.equal(skipper.take(later), later);
});

test('endless text is handed on, so that the parser refuses it', () => {
  const skipper = new NoiseSkipper();
  const text = Buffer.alloc(40_000, 'x');
  assert.equal(skipper.take(text), null);
  assert.equal(skipper.take(text)?.length, 80_000);
});

test('text is not taken for a packet', () => {
  assert.equal(versionPacketAt(Buffer.from('Welcome to the lab!\n\u0000\u0000 and more')), -1);
});
