import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Meter } from './meter';

test('the speed is the mean of the last seconds', () => {
  let now = 0;
  const meter = new Meter(() => now);
  meter.add(1000);
  assert.equal(meter.bytesPerSecond(), null, 'too early');
  for (now = 200; now <= 10_000; now += 200) meter.add(2000);
  now = 10_000;
  const speed = meter.bytesPerSecond() ?? 0;
  assert.ok(Math.abs(speed - 10_000) < 500, String(speed));
  assert.equal(meter.secondsFor(100_000), Math.ceil(100_000 / speed));
});

test('a stall brings the speed down to nothing, and the time left is unknown', () => {
  let now = 0;
  const meter = new Meter(() => now);
  for (now = 100; now <= 3000; now += 100) meter.add(1000);
  now = 60_000;
  assert.equal(meter.bytesPerSecond(), 0);
  assert.equal(meter.secondsFor(1), null);
});
