import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu, GpuProcess, Mount, Sample } from '../../preload/contract/monitor';
import {
  essentials,
  gpuHeadline,
  gpuSentence,
  gpuState,
  holdersOf,
  holdersWords,
  mountMark,
  mountUsedPercent,
  noProcessWords,
  seriesWords,
  shortGpuName,
  usedOfWords,
} from './words';

const process = (user: string | null, memory: number): GpuProcess => ({
  pid: 1,
  user,
  memoryUsedMiB: { value: memory },
  name: 'python',
  command: null,
  elapsedSeconds: null,
});
const gpu = (part: Partial<Gpu>): Gpu => ({
  index: 0,
  uuid: 'u',
  name: 'NVIDIA A100-SXM4-80GB',
  condition: 'ok',
  utilizationPercent: { value: 0 },
  memoryUsedMiB: { value: 0 },
  memoryTotalMiB: { value: 81_920 },
  temperatureC: { value: 30 },
  powerW: { value: 60 },
  powerLimitW: { value: 400 },
  free: false,
  use: 'none',
  processes: [],
  ...part,
});

/** Memory is taken, and nothing runs. */
const held = gpu({ memoryUsedMiB: { value: 17_906 }, use: 'held' });

test('nobody is said to be there only where no GPU is taken', () => {
  assert.match(noProcessWords([gpu({ free: true }), gpu({})], false), /^Nobody computes/);
  assert.match(noProcessWords([gpu({ free: true }), held], false), /names no process/);
  assert.match(noProcessWords([held], true), /No process is visible/);
});

test('a GPU that was not quiet for long enough is neither called held nor free', () => {
  assert.equal(gpuState(gpu({})).word, 'Checking');
  assert.equal(holdersWords(gpu({})), 'Nobody seen so far');
  assert.equal(holdersWords(held), 'Holder not visible');
  const report = { state: 'ok', driver: '550', gpus: [gpu({}), held] } as const;
  assert.equal(gpuHeadline({ ...report, gpus: [...report.gpus] }), 'Looking for free GPUs among 2');
});

test('a tile has one word, and a faulty GPU is never called free', () => {
  assert.equal(gpuState(gpu({ free: true })).word, 'Free');
  assert.equal(gpuState(gpu({ free: true, condition: 'faulty' })).word, 'Faulty');
  assert.equal(gpuState(gpu({ utilizationPercent: { value: 97 }, use: 'busy' })).word, 'Busy');
  assert.equal(gpuState(held).word, 'Held, idle');
  assert.equal(
    gpuState(gpu({ utilizationPercent: { value: null, reason: 'N/A' }, use: 'unknown' })).word,
    'In use',
  );
});

test('holders are sorted by the memory that they hold together', () => {
  const shared = gpu({
    processes: [process('ben', 300), process('asha', 200), process('asha', 200)],
  });
  assert.deepEqual(holdersOf(shared), ['asha', 'ben']);
});

test('the headline answers whether there is a free GPU', () => {
  const report = (gpus: Gpu[]) => gpuHeadline({ state: 'ok', driver: '550', gpus });
  assert.equal(report([gpu({ free: true }), held]), '1 of 2 GPUs free');
  assert.equal(report([held, gpu({ condition: 'faulty' })]), 'No free GPU among 2, 1 faulty');
  assert.equal(report([gpu({ free: true })]), 'Its GPU is free');
  assert.equal(gpuHeadline({ state: 'none', reason: 'x' }), 'No GPU on this server');
});

test('the sentence of a tile says that a figure is missing instead of zero', () => {
  const text = gpuSentence(gpu({ utilizationPercent: { value: null, reason: 'N/A' } }));
  assert.match(text, /utilisation not available/);
  assert.doesNotMatch(text, /0 %/);
});

test('a disk is as full as df says: of what users may use', () => {
  const mount: Mount = {
    path: '/',
    filesystem: 'x',
    type: 'ext4',
    totalKiB: { value: 100 },
    usedKiB: { value: 45 },
    availableKiB: { value: 45 },
    inodesTotal: { value: null, reason: 'none' },
    inodesUsed: { value: null, reason: 'none' },
  };
  assert.equal(mountUsedPercent(mount), 50);
  assert.equal(mountUsedPercent({ ...mount, usedKiB: { value: null, reason: 'x' } }), null);
});

const mountAt = (path: string, used: number, inodes: number | null): Mount => ({
  path,
  filesystem: 'x',
  type: 'ext4',
  totalKiB: { value: 100 },
  usedKiB: { value: used },
  availableKiB: { value: 100 - used },
  inodesTotal: inodes === null ? { value: null, reason: 'x' } : { value: 100 },
  inodesUsed: inodes === null ? { value: null, reason: 'x' } : { value: inodes },
});

test('a disk is marked when space or inodes run out, and not before', () => {
  assert.equal(mountMark(mountAt('/', 85, 90)), null);
  assert.deepEqual(mountMark(mountAt('/', 91, null)), { words: '91 % full', level: 'warn' });
  assert.equal(mountMark(mountAt('/', 96, 2))?.level, 'danger');
  assert.equal(mountMark(mountAt('/', 10, 97))?.words, 'inodes nearly gone');
  assert.equal(mountMark(mountAt('/', 10, 100))?.words, 'no inodes left');
});

test('the machine in one line; what is unknown stays unknown', () => {
  const none = { value: null, reason: 'x' };
  const gib = 1024 * 1024;
  const sample = {
    cpu: { busyPercent: none, cores: 64 },
    load: { one: { value: 3.14 }, five: none, fifteen: none },
    memory: { usedKiB: { value: 212 * gib }, totalKiB: { value: 512 * gib } },
    mounts: [mountAt('/', 50, 1), mountAt('/data', 87, 1), mountAt('/home', 91, 1)],
  } as unknown as Sample;
  const line = (part: Partial<Sample>) =>
    essentials({ ...sample, ...part })
      .map(({ text }) => text)
      .join(' · ');
  assert.equal(line({}), '64 cores, load 3.1 · 212 of 512 GiB memory · /home 91 % full');
  assert.equal(
    line({
      cpu: { busyPercent: none, cores: null },
      load: { one: none, five: none, fifteen: none },
      memory: { usedKiB: none, totalKiB: none },
      mounts: [mountAt('/', 50, 1)],
    }),
    'cores unknown, load unknown · memory unknown',
  );
});

test('a chart in words says its range and its gaps', () => {
  assert.equal(seriesWords([]), 'no figures yet');
  assert.equal(seriesWords([3, 40, 12]), 'now 12 %, between 3 % and 40 % in the last minute');
  assert.match(seriesWords([3, null]), /^not known now, .*, with gaps$/);
});

test('used of total writes the unit once where it can', () => {
  assert.equal(usedOfWords(72_310, 81_920), '70.6 of 80.0 GiB');
  assert.equal(usedOfWords(8262, 81_920), '8.1 of 80.0 GiB');
  assert.equal(usedOfWords(4, 81_920), '0.0 of 80.0 GiB', 'nothing to speak of');
  assert.equal(usedOfWords(572_416, 1_048_576), '559 GiB of 1.0 TiB');
  assert.equal(usedOfWords(0, 0), '0 of 0 B');
});

test('the maker is cut from a GPU name', () => {
  assert.equal(shortGpuName('NVIDIA GeForce RTX 3090'), 'RTX 3090');
  assert.equal(shortGpuName('NVIDIA A100-SXM4-80GB'), 'A100-SXM4-80GB');
});
