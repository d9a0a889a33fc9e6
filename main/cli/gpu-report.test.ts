import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu, Sample } from '../../preload/contract/monitor';
import { sampleLines, sampleObject } from './gpu-report';

const none = { value: null, reason: 'not reported' } as const;
const gpu: Gpu = {
  index: 0,
  uuid: 'GPU-1',
  name: 'Some\u001bGPU',
  condition: 'ok',
  utilizationPercent: none,
  memoryUsedMiB: { value: 0 },
  memoryTotalMiB: { value: 1000 },
  temperatureC: { value: 40 },
  powerW: none,
  powerLimitW: none,
  free: false,
  use: 'none',
  processes: [
    {
      pid: 7,
      user: null,
      userReason: 'hidden',
      memoryUsedMiB: none,
      name: 'python',
      command: null,
      elapsedSeconds: null,
    },
  ],
};

function sample(gpus: Sample['gpus']): Sample {
  return {
    at: 5,
    hostname: 'h',
    gpus,
    cpu: { busyPercent: none, cores: null },
    memory: { totalKiB: { value: 2 }, usedKiB: { value: 1 } },
    swap: { totalKiB: none, usedKiB: none },
    load: { one: { value: 0.5 }, five: none, fifteen: none },
    uptimeSeconds: none,
    mounts: [],
  };
}

test('what is unavailable is null beside its reason, never zero', () => {
  const object = sampleObject('gpu1', sample({ state: 'ok', driver: '550', gpus: [gpu] }));
  const text = JSON.stringify(object);
  const unexplained = [...text.matchAll(/"(\w+)":null/g)].filter(
    ([, key]) => !text.includes(`"${key}Reason":"`),
  );
  assert.deepEqual(unexplained, []);
  assert.equal((object['gpus'] as Record<string, unknown>[])[0]?.['memoryUsedMiB'], 0);
  assert.equal(object['cpuBusyPercentReason'], 'not reported');
  const absent = sampleObject('gpu1', sample({ state: 'none', reason: 'no GPU' }));
  assert.deepEqual([absent['gpus'], absent['gpusReason']], [null, 'no GPU']);
});

test('lines for people say why a figure is missing, and escape names', () => {
  const lines = sampleLines('gpu1', sample({ state: 'ok', driver: '550', gpus: [gpu] }), 200);
  const text = lines.join('\n');
  assert.match(text, /n\/a %/);
  assert.match(text, /GPU 0: n\/a: not reported/);
  assert.match(text, /GPU 0: user \?: hidden/);
  assert.match(text, /Some\\u\{1b\}GPU/);
  assert.doesNotMatch(text, / 0 %/);
});
