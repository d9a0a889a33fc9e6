import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerTo } from '../answers/sampler';
import { type ComputerFigures, createComputer, gpuKinds } from './computer';

const options = { name: 'demo-atlas', gpus: 8, kind: gpuKinds.a100, cores: 128, memoryGiB: 1024 };
const start = Date.UTC(2026, 4, 4, 12);
const minutes = (count: number, step: number) =>
  Array.from({ length: (count * 60_000) / step }, (_, n) => start + n * step);

test('the same time gives the same figures, another time others', () => {
  const [one, other] = [createComputer(options), createComputer(options)];
  assert.deepEqual(one.at(start), other.at(start));
  assert.notDeepEqual(one.at(start), one.at(start + 2000));
});

test('over half an hour people take and release GPUs; one stays idle, one free, one busy', () => {
  const computer = createComputer(options);
  const holders = new Set<string>();
  const counts = new Set<number>();
  for (const now of minutes(30, 10_000)) {
    const { gpus } = computer.at(now);
    assert.equal(gpus[0]?.jobs.length, 1);
    assert.deepEqual([gpus[2]?.jobs[0]?.user, gpus[2]?.busyPercent], ['chen', 0]);
    assert.ok((gpus[2]?.usedMiB ?? 0) > 20_000);
    assert.deepEqual([gpus[7]?.jobs.length, gpus[7]?.busyPercent], [0, 0]);
    for (const gpu of gpus) for (const job of gpu.jobs) holders.add(job.user);
    counts.add(gpus.filter((gpu) => gpu.jobs.length > 0).length);
    assertPossible(gpus);
  }
  assert.ok(holders.size >= 4, [...holders].join());
  assert.ok(counts.size >= 2, 'some are released and taken');
});

function assertPossible(gpus: ComputerFigures['gpus']): void {
  const pids = gpus.flatMap(({ jobs }) => jobs.map(({ pid }) => pid));
  assert.equal(new Set(pids).size, pids.length);
  for (const gpu of gpus) {
    assert.ok(gpu.usedMiB > 0 && gpu.usedMiB <= gpu.kind.totalMiB);
    assert.ok(gpu.busyPercent >= 0 && gpu.busyPercent <= 100);
    assert.ok(gpu.powerW > 20 && gpu.powerW <= gpu.kind.limitW, String(gpu.powerW));
    assert.ok(gpu.temperatureC > 20 && gpu.temperatureC < 90);
    for (const job of gpu.jobs) assert.ok(job.startedAt <= start + 30 * 60_000);
  }
}

test('counters of the processor never run backwards', () => {
  const computer = createComputer(options);
  let before = computer.at(start - 500).cpu;
  for (const now of minutes(5, 500)) {
    const { cpu } = computer.at(now);
    assert.ok(cpu.user >= before.user && cpu.system >= before.system && cpu.idle >= before.idle);
    before = cpu;
  }
});

test('a column that nvidia-smi does not know fails the query as the real one does', () => {
  const computer = createComputer(options);
  const answer = answerTo('gpus', 'index,no.such gpu_uuid', computer, start);
  assert.deepEqual(answer, [
    ['gpu', 'Field "no.such" is not a valid field to query.'],
    ['gpu-exit', '2'],
  ]);
  assert.equal(answerTo('rm', '-rf', computer, start), undefined);
});
