/** Sums, order, filter and sentences of the lab overview. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Glance } from '../../preload/contract/monitor';
import type { ServerEntry } from '../../preload/contract/servers';
import {
  arrange,
  type GlanceGpu,
  labHeadline,
  labNote,
  mendingOf,
  tileSentence,
  tileWord,
} from './lab';

const gpu = (index: number, more: Partial<GlanceGpu> = {}): GlanceGpu => ({
  index,
  name: 'NVIDIA A100',
  condition: 'ok',
  free: false,
  utilizationPercent: { value: 97 },
  memoryUsedMiB: { value: 62_464 },
  memoryTotalMiB: { value: 81_920 },
  holders: ['asha'],
  ...more,
});
const free = (index: number, total = 81_920) =>
  gpu(index, {
    free: true,
    holders: [],
    memoryUsedMiB: { value: 0 },
    memoryTotalMiB: { value: total },
  });
const glance = (...gpus: GlanceGpu[]): Glance => ({
  at: 1,
  gpus: { state: 'ok', gpus },
  cpuPercent: { value: 1 },
  memoryPercent: { value: 1 },
});
const server = (name: string, more: Partial<ServerEntry> = {}): ServerEntry => ({
  name,
  origin: 'config',
  host: `${name}.lab`,
  port: 22,
  user: 'asha',
  jumps: [],
  label: null,
  favourite: false,
  group: null,
  usedBefore: true,
  connection: {
    state: 'connected',
    since: 1,
    silentSince: null,
    sharing: null,
    user: '',
    host: '',
    port: 22,
    software: '',
  },
  ...more,
});

const off = { connection: { state: 'disconnected' } } as const;
const servers = [server('c'), server('a'), server('b', off), server('d', { group: 'big' })];
const glances = {
  c: glance(gpu(0), free(1, 24_576)),
  a: glance(free(0, 1024), free(1, 1024), gpu(2, { condition: 'faulty' })),
  b: glance(free(0), free(1), free(2)),
  d: glance(gpu(0)),
};
const names = (choices: Partial<Parameters<typeof arrange>[2]>) =>
  arrange(servers, glances, { sort: 'own', onlyFree: false, minFreeGiB: 0, text: '', ...choices })
    .map(({ name }) => name)
    .join('');

test('orders, with what is not connected counting as nothing', () => {
  assert.equal(names({}), 'cabd');
  assert.equal(names({ sort: 'name' }), 'abcd');
  assert.equal(names({ sort: 'free-gpus' }), 'acbd');
  assert.equal(names({ sort: 'free-memory' }), 'cdab');
});

test('filters', () => {
  assert.equal(names({ onlyFree: true }), 'ca');
  assert.equal(
    names({ minFreeGiB: 10 }),
    'cd',
    'held ones with memory left count, lost servers not',
  );
  assert.equal(names({ minFreeGiB: 20 }), 'c');
  assert.equal(names({ text: 'BIG lab' }), 'd');
  assert.equal(names({ text: 'nothing' }), '');
  assert.equal(names({ text: 'a100 ASHA' }), 'cad', 'models and holders, of servers that are read');
});

test('the lab in one line', () => {
  assert.equal(labHeadline(servers, glances), '3 of 6 GPUs free on 3 servers');
  assert.equal(labHeadline(servers, { d: glances.d }), 'None of 1 GPU free on 1 server');
  const idle = { utilizationPercent: { value: 0 }, memoryUsedMiB: { value: 4 }, holders: [] };
  const first = { d: glance(gpu(0), gpu(1, idle)) };
  assert.equal(labHeadline(servers, first), '1 of 2 GPUs may be free on 1 server');
  assert.equal(labHeadline(servers, {}), 'Your lab');
  assert.match(labNote(servers, glances), /24.0 GiB · 1 server not connected$/);
});

test('a tile in a word and in a sentence', () => {
  assert.equal(
    tileSentence(gpu(3)),
    'GPU 3, A100: 61.0 of 80.0 GiB used, 97 % busy, held by asha.',
  );
  assert.equal(tileWord(free(0)), 'Free');
  assert.equal(tileWord(gpu(0, { condition: 'faulty', free: true })), 'Faulty');
  assert.equal(tileWord(gpu(0, { condition: 'partitioned' })), 'Split');
  assert.equal(tileWord(gpu(0)), '97 %');
  assert.equal(tileWord(gpu(0, { utilizationPercent: { value: 0.2 } })), 'Idle', 'held or not');
  const reason = { value: null, reason: 'hidden' };
  const unknown = gpu(0, { utilizationPercent: reason, memoryUsedMiB: reason, holders: [null] });
  assert.equal(tileWord(unknown), 'Unknown');
  assert.match(tileSentence(unknown), /memory not known, utilisation not known, held by somebody/);
});

test('the button that mends says what the person will be asked for', () => {
  assert.equal(mendingOf('key', 'failed').verb, 'Sign in');
  assert.equal(mendingOf('fingerprint', 'failed').verb, 'Look at the key');
  assert.equal(mendingOf('cloud', 'failed').verb, 'Check');
  assert.equal(mendingOf('triangle', 'failed').verb, 'Try again');
  assert.equal(mendingOf('hollow', 'disconnected').verb, 'Connect');
});
