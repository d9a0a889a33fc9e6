/** Every recorded situation of nvidia-smi, through the parser, to what a person is shown. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gpuReport } from '../../../preload/contract/monitor';
import type { Frame } from './frames';
import { GpuQuery } from './gpu-query';
import { readGpuAnswer, type ServerFacts, withoutTool } from './gpu-report';
import { GpuWatch } from './gpu-watch';
import { parseInstances } from './parse-gpus';
import { parsePeople } from './parse-people';

const fixtures = join(process.cwd(), 'e2e/lab/fixtures');
const recorded = [
  'index,uuid,pci.bus_id,name,driver_version,persistence_mode,pstate,temperature.gpu,fan.speed',
  'utilization.gpu,utilization.memory,memory.total,memory.used,memory.free,power.draw,power.limit',
  'clocks.sm,clocks.mem,compute_mode,mig.mode.current,ecc.errors.uncorrected.volatile.total',
]
  .join(',')
  .split(',');

const server: ServerFacts = {
  hostname: 'gpu1',
  cores: 64,
  clockTicks: 100,
  hasTool: true,
  vendors: ['0x1a03', '0x10de'],
  module: undefined,
  container: false,
};

function lines(scenario: string, file: string): string[] {
  const path = join(fixtures, 'nvidia-smi', scenario, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

/** What the sampler would send for a recorded situation, for the columns that we ask for. */
function answerOf(scenario: string, query: GpuQuery, gpusFrom = scenario): Frame {
  const code = lines(scenario, 'exit.txt')[0] ?? '0';
  const asked = lines(gpusFrom, 'query-gpu.csv');
  const columns =
    asked[0]?.split(',').length === 20
      ? recorded.filter((field) => field !== 'mig.mode.current')
      : recorded;
  const rows = asked.map((row) => {
    const cells = row.split(', ');
    return query.fields.map((field) => cells[columns.indexOf(field)] ?? 'missing').join(', ');
  });
  const output = code === '0' ? rows : lines(scenario, 'stdout.txt');
  const apps = lines(scenario, 'query-compute-apps.csv');
  return {
    seq: 1,
    lines: [
      ...output.map((text) => ({ key: 'gpu', text })),
      { key: 'gpu-exit', text: code },
      ...apps.map((text) => ({ key: 'app', text })),
      { key: 'app-exit', text: '0' },
    ],
  };
}

/** The report after so many samples of one situation. */
function reportOf(
  scenario: string,
  more: { facts?: Partial<ServerFacts>; samples?: number; gpusFrom?: string } = {},
) {
  const facts = { ...server, ...more.facts };
  const query = new GpuQuery();
  const watch = new GpuWatch();
  for (let n = 0; n < (more.samples ?? 1); n += 1) {
    const answer = readGpuAnswer(answerOf(scenario, query, more.gpusFrom), query, facts);
    assert.notEqual(answer.kind, 'retry');
    if (answer.kind !== 'retry') watch.take(answer);
  }
  watch.setInstances(parseInstances(lines(scenario, 'list.txt')));
  const ps = readFileSync(join(fixtures, 'ps/8xA100-busy.txt'), 'utf8').split('\n');
  // The recording holds more columns (ppid, pcpu, rss, stat) than we ask for.
  const rows = ps.map((row) => {
    const [pid, , user, , , etimes, , ...args] = row.split(' ');
    return `${pid} ${etimes} ${user} ${args.join(' ')}`;
  });
  const people = parsePeople({ ps: rows, proc: [] }, { ticks: 100, uptimeSeconds: 0 });
  return gpuReport.parse(watch.report(people, facts, false));
}

function okReport(...args: Parameters<typeof reportOf>) {
  const report = reportOf(...args);
  if (report.state !== 'ok') return assert.fail(JSON.stringify(report));
  return report;
}

test('eight busy cards: figures, processes, owners', () => {
  const { gpus, driver, processesReason } = okReport('8xA100-busy');
  assert.equal(gpus.length, 8);
  assert.equal(driver, '535.161.08');
  assert.equal(processesReason, undefined);
  assert.deepEqual(gpus[0]?.utilizationPercent, { value: 99 });
  assert.deepEqual(gpus[0]?.powerW, { value: 391.2 });
  assert.deepEqual(gpus[0]?.memoryTotalMiB, { value: 81_920 });
  const [first, wrapper] = gpus[5]?.processes ?? [];
  assert.equal(first?.user, 'carol');
  assert.equal(first?.elapsedSeconds, 190_022);
  assert.equal(wrapper?.name, '/usr/local/bin/python, wrapper', 'commas in a name');
  assert.deepEqual(wrapper?.memoryUsedMiB, { value: 412 });
  assert.equal(gpus[7]?.processes[0]?.command?.startsWith('/opt/conda/bin/python3.11 -m'), true);
});

test('a card that is idle but held is not free', () => {
  const { gpus } = okReport('2xRTX3090-idle-held', { samples: 5 });
  assert.deepEqual(
    gpus.map((gpu) => gpu.free),
    [false, false],
  );
});

test('what the newest sample says of its use, before it is steady', () => {
  const uses = (scenario: string) => okReport(scenario, { samples: 1 }).gpus.map(({ use }) => use);
  assert.equal(uses('requires-reset')[1], 'none');
  assert.deepEqual(uses('2xRTX3090-idle-held'), ['busy', 'held']);
  assert.equal(uses('8xA100-busy')[0], 'busy');
  assert.equal(uses('H100-MIG')[0], 'unknown');
});

test('a card counts as free after three quiet samples', () => {
  assert.equal(okReport('requires-reset', { samples: 2 }).gpus[1]?.free, false);
  assert.equal(okReport('requires-reset', { samples: 3 }).gpus[1]?.free, true);
});

test('a card that needs a reset is faulty, and its zero memory is not believed', () => {
  const [gpu] = okReport('requires-reset', { samples: 5 }).gpus;
  assert.equal(gpu?.condition, 'faulty');
  assert.equal(gpu?.conditionReason, 'the GPU needs a reset');
  assert.equal(gpu?.memoryUsedMiB.value, null);
  assert.equal(gpu?.utilizationPercent.value, null);
  assert.equal(gpu?.free, false);
});

test('a card split with MIG is partitioned; the other one is as usual', () => {
  const { gpus } = okReport('H100-MIG', { samples: 3 });
  assert.equal(gpus[0]?.condition, 'partitioned');
  assert.equal(gpus[0]?.utilizationPercent.value, null);
  assert.equal(gpus[0]?.processes.length, 2);
  assert.equal(gpus[0]?.free, false);
  assert.equal(gpus[1]?.condition, 'ok');
  assert.equal(gpus[1]?.free, true);
});

test('processes of MIG instances are found on their card', () => {
  const query = new GpuQuery();
  const frame = answerOf('H100-MIG', query);
  const instance = 'MIG-eb5ffce3-62a2-4585-2cf2-a52bde59cc0a';
  const old = 'MIG-GPU-55c4c5fd-deba-e3ab-208e-3f4ea921bff5/1/0';
  const lines2 = frame.lines.map((line) =>
    line.key === 'app' ? { ...line, text: line.text.replace(/^GPU-[\w-]+/, instance) } : line,
  );
  lines2.push({ key: 'app', text: `${old}, 5, 100, x` });
  const answer = readGpuAnswer({ seq: 1, lines: lines2 }, query, server);
  const watch = new GpuWatch();
  if (answer.kind !== 'retry') watch.take(answer);
  assert.equal(watch.needsInstances, true);
  watch.setInstances(parseInstances(lines('H100-MIG', 'list.txt')));
  assert.equal(watch.needsInstances, false);
  const report = watch.report(new Map(), server, false);
  assert.equal(report.state === 'ok' && report.gpus[0]?.processes.length, 3);
});

test('an old driver: the unknown column is dropped and the query tried again', () => {
  const query = new GpuQuery();
  const first = readGpuAnswer(answerOf('bad-field', query), query, server);
  assert.equal(first.kind, 'retry');
  assert.ok(!query.fields.includes('mig.mode.current'));
  const second = readGpuAnswer(answerOf('old-driver', query), query, server);
  assert.equal(second.kind, 'gpus');
  if (second.kind !== 'gpus') return;
  assert.equal(second.parsed.gpus[0]?.name, 'GeForce GTX 1080 Ti');
  assert.equal(second.parsed.gpus[0]?.condition, 'ok');
  assert.deepEqual(second.parsed.gpus[0]?.memoryUsedMiB, { value: 0 });
  // The same refusal again cannot be answered by dropping: it is told.
  assert.equal(readGpuAnswer(answerOf('bad-field', query), query, server).kind, 'report');
});

test('another driver gets the full query again', () => {
  const query = new GpuQuery();
  query.sawDriver('418.1');
  query.drop('mig.mode.current');
  query.sawDriver('418.1');
  assert.ok(!query.fields.includes('mig.mode.current'));
  query.sawDriver('550.1');
  assert.ok(query.fields.includes('mig.mode.current'));
});

test('errors on standard output are never parsed as rows', () => {
  const tags: Record<string, string> = {
    'driver-mismatch': 'monitor/driver-mismatch',
    'no-driver': 'monitor/no-driver',
    'no-lib': 'monitor/no-library',
  };
  for (const [scenario, tag] of Object.entries(tags)) {
    const report = reportOf(scenario);
    assert.equal(report.state === 'broken' && report.problem.tag, tag);
    assert.ok(report.state === 'broken' && report.problem.next.length > 0, 'a next step');
  }
});

test('a driver mismatch names both versions', () => {
  const module = lines('driver-mismatch', 'proc-driver-nvidia-version.txt')[0];
  const report = reportOf('driver-mismatch', { facts: { module } });
  if (report.state !== 'broken') return assert.fail(report.state);
  assert.match(report.problem.why ?? '', /535\.183\.01.*535\.216/);
});

test('no GPU and no tool are no fault', () => {
  assert.equal(reportOf('no-gpu', { facts: { vendors: ['0x1234'] } }).state, 'none');
  assert.equal(reportOf('not-installed', { facts: { vendors: [] } }).state, 'none');
  assert.equal(withoutTool({ ...server, vendors: ['0x1002'] }).state, 'none');
  // A card without a tool is one.
  assert.equal(withoutTool(server).state, 'broken');
});

test('a container without a process list says so instead of "nobody"', () => {
  const report = okReport('container-no-proc', {
    gpusFrom: '8xA100-busy',
    facts: { container: true },
    samples: 3,
  });
  assert.match(report.processesReason ?? '', /container/);
  assert.ok(report.gpus.every((gpu) => !gpu.free));
});

test('inside a container a pid that is another program here gets no owner', () => {
  const report = okReport('2xRTX3090-idle-held', { facts: { container: true } });
  assert.match(report.gpus[0]?.processes[0]?.userReason ?? '', /container/);
});

test('hidden names and memory are unavailable with a reason', () => {
  const report = okReport('restricted', { gpusFrom: '8xA100-busy' });
  assert.match(report.processesReason ?? '', /hides/);
  const gone = report.gpus[0]?.processes[0];
  assert.equal(gone?.memoryUsedMiB.value, null);
  assert.equal(gone?.user, 'alice');
  assert.equal(gone?.name, '/home/alice/miniconda3/envs/vit/bin/python3.10');
});

test('MPS: the server and its clients are listed', () => {
  const report = okReport('mps', { gpusFrom: '8xA100-busy' });
  assert.deepEqual(
    report.gpus[0]?.processes.map((process) => process.pid),
    [5120, 6201, 6202],
  );
});

test('rows of another shape are refused', () => {
  const query = new GpuQuery();
  const rows = [
    '0, GPU-1, 535',
    'Warning: something',
    ', , , , , , , , , , ',
    'x, GPU-1'.repeat(9),
  ];
  const frame = {
    seq: 1,
    lines: [
      ...rows.map((text) => ({ key: 'gpu', text })),
      { key: 'gpu-exit', text: '0' },
      { key: 'app-exit', text: '0' },
    ],
  };
  const answer = readGpuAnswer(frame, query, server);
  assert.equal(
    answer.kind === 'report' && answer.report.state === 'broken' && answer.report.problem.tag,
    'monitor/tool-garbled',
  );
});

test('every recorded situation fits the contract', () => {
  const known = readdirSync(join(fixtures, 'nvidia-smi'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  for (const scenario of known) reportOfAny(scenario);
  assert.ok(known.length >= 14);
});

/** Whatever the recording, the outcome fits the contract. */
function reportOfAny(scenario: string): void {
  const query = new GpuQuery();
  const watch = new GpuWatch();
  const answer = readGpuAnswer(answerOf(scenario, query), query, server);
  if (answer.kind !== 'retry') watch.take(answer);
  gpuReport.parse(watch.report(new Map(), server, true));
}
