/** What is worth a glance, and what a server cannot make of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu, GpuProcess, Sample } from '../../../preload/contract/monitor';
import { GlancePace, glanceOf } from './glance';
import { known, unknown } from './readings';

const process = (user: string | null, memory: number, pid = 1): GpuProcess => ({
  pid,
  user,
  memoryUsedMiB: known(memory),
  name: 'python3',
  command: null,
  elapsedSeconds: null,
});

const gpu = (index: number, more: Partial<Gpu> = {}): Gpu => ({
  index,
  uuid: `GPU-${index}`,
  name: 'NVIDIA A100',
  condition: 'ok',
  utilizationPercent: known(97.4),
  memoryUsedMiB: known(1000),
  memoryTotalMiB: known(81_920),
  temperatureC: known(60),
  powerW: known(300),
  powerLimitW: known(400),
  free: false,
  use: 'busy',
  processes: [],
  ...more,
});

const sample = (gpus: Gpu[], cpu = 10): Sample => ({
  at: 1,
  hostname: 'gpu1',
  gpus: { state: 'ok', driver: '1', gpus },
  cpu: { busyPercent: known(cpu), cores: 8 },
  memory: { totalKiB: known(1000), usedKiB: known(250) },
  swap: { totalKiB: known(0), usedKiB: known(0) },
  load: { one: known(1), five: known(1), fifteen: known(1) },
  uptimeSeconds: known(1),
  mounts: [],
});

const gpusOf = (of: Sample) => {
  const { gpus } = glanceOf(of);
  return gpus.state === 'ok' ? gpus.gpus : [];
};

test('holders stand once, who holds most first, hidden ones once', () => {
  const processes = [process('asha', 10), process(null, 5), process('ben', 30), process(null, 6)];
  const [first] = gpusOf(sample([gpu(0, { processes: [...processes, process('asha', 25)] })]));
  assert.deepEqual(first?.holders, ['asha', 'ben', null]);
  assert.deepEqual(first?.utilizationPercent, { value: 97 });
});

test('what is not known stays unknown', () => {
  const [first] = gpusOf(sample([gpu(0, { memoryUsedMiB: unknown('hidden') })]));
  assert.deepEqual(first?.memoryUsedMiB, { value: null, reason: 'hidden' });
  const bare = { ...sample([]), memory: { totalKiB: unknown('no'), usedKiB: known(1) } };
  assert.deepEqual(glanceOf(bare).memoryPercent, { value: null, reason: 'no' });
});

test('a hostile server cannot make it large', () => {
  const long = 'x'.repeat(16_000);
  const processes = Array.from({ length: 4000 }, (_, n) => process(`${n}${long}`, n, n));
  const gpus = Array.from({ length: 1000 }, (_, n) => gpu(n, { name: long, processes }));
  const reading = unknown(long);
  const size = JSON.stringify(
    glanceOf(sample(gpus.map((one) => ({ ...one, utilizationPercent: reading })))),
  ).length;
  assert.ok(size < 150_000, String(size));
});

test('a change of hands is told at once, figures once an interval, nothing now and then', () => {
  const pace = new GlancePace(2000);
  const busy = (percent: number) => sample([gpu(0, { utilizationPercent: known(percent) })]);
  assert.ok(pace.offer(busy(50), false, 0));
  assert.equal(pace.offer(busy(60), false, 100), undefined);
  assert.equal(pace.offer(sample([gpu(0)], 99), true, 2100), undefined, 'waits for the GPUs');
  assert.ok(pace.offer(busy(60), false, 2200));
  assert.equal(pace.offer(busy(60), false, 4200), undefined);
  assert.ok(pace.offer(busy(60), false, 12_300), 'still so');
  assert.ok(pace.offer(sample([gpu(0, { free: true })]), false, 12_301), 'free at once');
});
