/** The monitor against real sshd servers, real shells and the scripted nvidia-smi. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { hasShell, type Lab, type LabServer, type LabShell, startLab } from '../../../e2e/lab';
import { type LabRoom, labRoom } from '../../../e2e/lab/room';
import { monitor as contract, type Glance } from '../../../preload/contract/monitor';
import { problemOf } from '../kit/outcome';
import { createMonitor, type Monitor, type MonitorEvent } from './index';

const shells: LabShell[] = ['noisy', 'dash', 'fish', 'tcsh', 'zsh'];
const cadence = { fast: 200, gpus: 200, people: 1000, localDisks: 1000, remoteDisks: 5000 };

let lab: Lab;
let room: LabRoom;
let monitor: Monitor;

before(async () => {
  lab = await startLab({
    knownHosts: true,
    servers: [
      { name: 'gpu1', gpu: 'live' },
      { name: 'bare', user: 'bob' },
      ...shells
        .filter(hasShell)
        .map((shell) => ({ name: `in-${shell}`, user: shell, shell, gpu: '8xA100-busy' as const })),
      { name: 'closed', user: 'carol', sshdConfig: ['ForceCommand sleep 3; echo go away'] },
    ],
  });
  room = labRoom(lab);
  monitor = createMonitor({ ...room, cadence });
});
after(async () => {
  await room.stop();
  await lab.stop();
});

/** Follows a server until an event is what we wait for; that event. */
async function until(
  server: string,
  wanted: (event: MonitorEvent) => boolean,
  from: Monitor = monitor,
): Promise<MonitorEvent> {
  const controller = new AbortController();
  let found: MonitorEvent | undefined;
  await from.watch(server, controller.signal, (event) => {
    if (found || !wanted(event)) return;
    found = event;
    controller.abort();
  });
  assert.ok(found);
  return contract.server.event.parse(found);
}

/** Processes on the server that belong to our sampler, by what its shell holds. */
function samplers(server: LabServer): string[] {
  return server.user
    .pids()
    .map((pid) => `${pid} ${commandOf(pid)}`)
    .filter((text) => !/sshd/.test(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended while we looked.
  }
}

/** The promise made to servers: nothing of ours is left after five seconds. */
async function nothingLeft(server: LabServer): Promise<void> {
  const deadline = Date.now() + 5000;
  while (samplers(server).length > 0) {
    if (Date.now() > deadline) assert.fail(`left behind: ${samplers(server).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function gpusOf(event: MonitorEvent) {
  return event.sample.gpus.state === 'ok' ? event.sample.gpus.gpus : [];
}

test('figures change while watched, with owners of the processes, and nothing is left', async () => {
  const server = lab.server('gpu1');
  const pid = server.user.startProcess('python3 train.py --lr 3e-4');
  server.setGpuProcesses([{ gpu: 0, pid, usedMiB: 4096, name: 'python3' }]);
  let first: number | null | undefined;
  const event = await until('gpu1', (candidate) => {
    const value = gpusOf(candidate)[0]?.utilizationPercent.value;
    first ??= value;
    const cpu = candidate.sample.cpu.busyPercent.value;
    const disks = candidate.sample.mounts[0]?.totalKiB.value ?? null;
    return value !== first && cpu !== null && disks !== null && candidate.history.length > 3;
  });
  const [process0] = gpusOf(event)[0]?.processes ?? [];
  assert.equal(process0?.user, server.login);
  assert.match(process0?.command ?? '', /^python3 train\.py --lr 3e-4/);
  assert.deepEqual(process0?.memoryUsedMiB, { value: 4096 });
  const { sample } = event;
  const total = /MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  assert.deepEqual(sample.memory.totalKiB, { value: Number(total) });
  assert.equal(sample.hostname, readFileSync('/proc/sys/kernel/hostname', 'utf8').trim());
  assert.equal(sample.mounts[0]?.path, '/');
  assert.ok(event.history.every((point) => point.at <= sample.at));
  process.kill(pid);
  await nothingLeft2(server, pid);
});

/** As nothingLeft, the lab's own process aside. */
async function nothingLeft2(server: LabServer, pid: number): Promise<void> {
  while (server.user.pids().includes(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  await nothingLeft(server);
}

test('several watchers share one sampler; the last one ends it', async () => {
  const server = lab.server('gpu1');
  const one = new AbortController();
  let events = 0;
  const first = monitor.watch('gpu1', one.signal, () => {
    events += 1;
  });
  await until('gpu1', (event) => event.history.length > 1);
  await until('gpu1', () => true);
  assert.equal(channels(server).length, 1, samplers(server).join('; '));
  assert.ok(events > 0);
  one.abort();
  await first;
  await nothingLeft(server);
});

/** Shells of our sampler on the server that lead their session: one for each channel. */
function channels(server: LabServer): string[] {
  return samplers(server).filter((text) => {
    const [pid] = text.split(' ');
    return /\/bin\/sh -s/.test(text) && groupOf(pid) === pid;
  });
}

/** The process group of a process; nothing when it ended while we looked, as commands of a script do. */
function groupOf(pid: string | undefined): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
  } catch {
    return undefined;
  }
}

test('a glance makes no connection', async () => {
  await room.connections.disconnect('gpu1');
  const looking = monitor.glance('gpu1', new AbortController().signal, () => {
    assert.fail('an event');
  });
  await assert.rejects(looking, (error) => problemOf(error)?.tag === 'monitor/not-connected');
  assert.equal(room.connections.state('gpu1').value.state, 'disconnected');
});

test('glances share the channel of the figures, and end with the link', async () => {
  const server = lab.server('gpu1');
  const stop = new AbortController();
  await room.connections.link('gpu1', stop.signal);
  let glance: Glance | undefined;
  let readCount = 0;
  const looking = monitor.glance('gpu1', stop.signal, (next) => {
    glance = contract.glance.event.parse(next);
    readCount += 1;
  });
  const alone = monitor.glance('gpu1', stop.signal, () => {});
  const event = await until('gpu1', (next) => gpusOf(next).length > 0 && readCount > 2);
  assert.equal(channels(server).length, 1);
  assert.equal(glance?.gpus.state === 'ok' && glance.gpus.gpus.length, gpusOf(event).length);
  const disconnected = (error: unknown) => problemOf(error)?.tag === 'connections/disconnected';
  const ends = [looking, alone].map((ended) => assert.rejects(ended, disconnected));
  await room.connections.disconnect('gpu1');
  await Promise.all(ends);
  await nothingLeft(server);
  assert.equal(room.connections.current('gpu1'), undefined, 'nothing connects again');
});

test('a server that hangs delays no glance of another', async () => {
  const stop = new AbortController();
  await room.connections.link('gpu1', stop.signal);
  await room.connections.link('bare', stop.signal);
  let stalled = false;
  const hanging = monitor.glance('gpu1', stop.signal, () => {
    if (!stalled) lab.server('gpu1').proxy.stall();
    stalled = true;
  });
  let seen = 0;
  await monitor.glance('bare', stop.signal, () => {
    if (stalled) seen += 1;
    if (seen > 3) stop.abort();
  });
  await hanging;
  assert.ok(seen > 3);
  lab.server('gpu1').proxy.resume();
  await nothingLeft(lab.server('gpu1'));
});

test('a server without GPU tools has figures and says that there is no GPU', async () => {
  const { sample } = await until('bare', (event) => event.sample.cpu.busyPercent.value !== null);
  assert.equal(sample.gpus.state, 'none');
  assert.ok((sample.cpu.cores ?? 0) > 0);
});

test('situations follow one another on a living channel', async () => {
  const server = lab.server('gpu1');
  const seen: string[] = [];
  const stop = new AbortController();
  const situations = [
    ['driver-mismatch', 'monitor/driver-mismatch'],
    ['no-driver', 'monitor/no-driver'],
    ['no-lib', 'monitor/no-library'],
    ['requires-reset', 'ok faulty ok'],
    ['H100-MIG', 'ok partitioned ok'],
    ['old-driver', 'ok ok'],
    ['bad-field', 'ok ok'],
    ['8xA100-busy', `ok${' ok'.repeat(8)}`],
  ] as const;
  let next = 0;
  const advance = () => {
    const situation = situations[next];
    if (situation) server.setGpuScenario(situation[0]);
    else stop.abort();
  };
  server.setGpuScenario('driver-mismatch');
  await monitor.watch('gpu1', stop.signal, ({ sample: { gpus } }) => {
    const now =
      gpus.state === 'broken'
        ? gpus.problem.tag
        : gpus.state === 'ok'
          ? `ok ${gpus.gpus.map((gpu) => gpu.condition).join(' ')}`
          : gpus.state;
    if (now !== situations[next]?.[1]) return;
    seen.push(now);
    next += 1;
    advance();
  });
  server.setGpuScenario('live');
  assert.deepEqual(
    seen,
    situations.map(([, outcome]) => outcome),
  );
  await nothingLeft(server);
});

test('a GPU tool that hangs delays nothing else, is told, and is ended with the channel', async () => {
  const server = lab.server('gpu1');
  server.setGpuSlowSeconds(7777);
  server.setGpuScenario('slow');
  const impatient = createMonitor({ ...room, cadence: { ...cadence, gpuPatience: 1000 } });
  const event = await until(
    'gpu1',
    (candidate) => candidate.sample.gpus.state === 'broken' && candidate.history.length > 5,
    impatient,
  );
  assert.equal(
    event.sample.gpus.state === 'broken' && event.sample.gpus.problem.tag,
    'monitor/tool-hangs',
  );
  await nothingLeft(server);
  server.setGpuScenario('live');
});

test('a link that falls silent is not blamed on the GPU tool', async () => {
  const server = lab.server('gpu1');
  const impatient = createMonitor({ ...room, cadence: { ...cadence, gpuPatience: 3000 } });
  const stop = new AbortController();
  let isStalled = false;
  let resumed = false;
  const blamed: string[] = [];
  const watching = impatient.watch('gpu1', stop.signal, ({ sample, history }) => {
    if (sample.gpus.state === 'broken') blamed.push(sample.gpus.problem.tag);
    if (!isStalled && sample.gpus.state === 'ok' && history.length > 2) {
      isStalled = true;
      server.proxy.stall();
      // Twice the patience: nothing may be said in it. The bytes then come as if nothing had been.
      setTimeout(() => {
        resumed = true;
        server.proxy.resume();
      }, 6000);
    } else if (resumed) stop.abort();
  });
  await watching;
  assert.deepEqual(blamed, []);
  await nothingLeft(server);
});

test('a dead connection leaves nothing, and the figures come back with a gap', async () => {
  const server = lab.server('gpu1');
  server.setGpuSlowSeconds(7777);
  server.setGpuScenario('slow');
  const stop = new AbortController();
  let cut = false;
  let after = 0;
  const watching = monitor.watch('gpu1', stop.signal, (event) => {
    if (!cut && event.history.length > 2) {
      cut = true;
      server.proxy.cut('reset');
    } else if (cut && event.history.some((point) => point.cpuPercent === null)) {
      after += 1;
      if (after > 3 && event.history.at(-1)?.cpuPercent !== null) stop.abort();
    }
  });
  await watching;
  assert.ok(after > 3);
  server.setGpuScenario('live');
  await nothingLeft(server);
});

test('the watch ends with the reason when the person closes the connection', async () => {
  const watching = monitor.watch('bare', new AbortController().signal, () => {
    void room.connections.disconnect('bare');
  });
  await assert.rejects(watching, (error) => problemOf(error)?.tag === 'connections/disconnected');
  await nothingLeft(lab.server('bare'));
});

test('an account that runs only one command is told apart', async () => {
  const watching = monitor.watch('closed', new AbortController().signal, () => {});
  await assert.rejects(watching, (error) => {
    const problem = problemOf(error);
    assert.equal(problem?.tag, 'monitor/ended');
    assert.match(problem?.detail ?? '', /go away/);
    return true;
  });
});

test('cancelled before it starts, nothing starts', async () => {
  const stopped = AbortSignal.abort();
  await monitor.watch('gpu1', stopped, () => assert.fail('an event'));
  assert.deepEqual(samplers(lab.server('gpu1')), []);
});

describe('login shells', () => {
  for (const shell of shells) {
    test(`${shell} behind the channel`, {
      skip: !hasShell(shell) && `${shell} is not installed`,
    }, async () => {
      const event = await until(
        `in-${shell}`,
        (candidate) =>
          gpusOf(candidate).length === 8 && candidate.sample.cpu.busyPercent.value !== null,
      );
      assert.deepEqual(gpusOf(event)[0]?.memoryUsedMiB, { value: 71_234 });
      await nothingLeft(lab.server(`in-${shell}`));
    });
  }
});
