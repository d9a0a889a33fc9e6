/** A sample of a server as lines for people and as one JSON object. Pure functions. */
import type { Gpu, GpuProcess, Reading, Sample } from '../../preload/contract/monitor';
import { table } from './output';

/** `key` with its value, or null beside `keyReason`. */
function flat(key: string, reading: Reading): Record<string, unknown> {
  if (reading.value !== null) return { [key]: reading.value };
  return { [key]: null, [`${key}Reason`]: reading.reason };
}

/** The object of one sample; its fields are documented in docs/cli.md. */
export function sampleObject(server: string, sample: Sample): Record<string, unknown> {
  return {
    server,
    atMs: sample.at,
    hostname: sample.hostname,
    ...gpuFields(sample),
    ...flat('cpuBusyPercent', sample.cpu.busyPercent),
    cpuCores: sample.cpu.cores,
    ...(sample.cpu.cores === null && { cpuCoresReason: 'the server does not tell' }),
    ...flat('memoryUsedKiB', sample.memory.usedKiB),
    ...flat('memoryTotalKiB', sample.memory.totalKiB),
    ...flat('loadOne', sample.load.one),
  };
}

function gpuFields({ gpus }: Sample): Record<string, unknown> {
  switch (gpus.state) {
    case 'ok':
      return {
        driver: gpus.driver,
        gpus: gpus.gpus.map(gpuObject),
        ...(gpus.processesReason !== undefined && { processesReason: gpus.processesReason }),
      };
    case 'broken':
      return { gpus: null, gpusReason: gpus.problem.what, problem: gpus.problem };
    case 'none':
      return { gpus: null, gpusReason: gpus.reason };
    case 'waiting':
      return { gpus: null, gpusReason: 'not asked yet' };
  }
}

function gpuObject(gpu: Gpu): Record<string, unknown> {
  return {
    index: gpu.index,
    uuid: gpu.uuid,
    name: gpu.name,
    condition: gpu.condition,
    ...(gpu.conditionReason !== undefined && { conditionReason: gpu.conditionReason }),
    free: gpu.free,
    ...flat('utilizationPercent', gpu.utilizationPercent),
    ...flat('memoryUsedMiB', gpu.memoryUsedMiB),
    ...flat('memoryTotalMiB', gpu.memoryTotalMiB),
    ...flat('temperatureC', gpu.temperatureC),
    ...flat('powerW', gpu.powerW),
    ...flat('powerLimitW', gpu.powerLimitW),
    processes: gpu.processes.map(processObject),
  };
}

function processObject(process: GpuProcess): Record<string, unknown> {
  const { pid, user, userReason, name, command, elapsedSeconds } = process;
  const unknown = 'ps on the server did not show it';
  return {
    pid,
    user,
    ...(user === null && { userReason: userReason ?? unknown }),
    ...flat('memoryUsedMiB', process.memoryUsedMiB),
    name,
    command,
    ...(command === null && { commandReason: unknown }),
    elapsedSeconds,
    ...(elapsedSeconds === null && { elapsedSecondsReason: unknown }),
  };
}

/** Lines for people; processes are cut to the width of the terminal. */
export function sampleLines(server: string, sample: Sample, columns: number): string[] {
  const { gpus } = sample;
  switch (gpus.state) {
    case 'ok':
      return [
        `${server}  (driver ${gpus.driver})`,
        ...table(gpus.gpus.map(gpuRow), [0, 2, 3, 4, 5]).map((row) => `  ${row}`),
        ...gpus.gpus.flatMap((gpu) => processLines(gpu, columns)),
        ...reasons(gpus.gpus).map((line) => `  ${line}`),
        ...(gpus.processesReason === undefined ? [] : [`  processes: ${gpus.processesReason}`]),
      ];
    case 'broken':
      return [`${server}  the GPUs do not answer: ${gpus.problem.what}`];
    case 'none':
      return [`${server}  no GPU: ${gpus.reason}`];
    case 'waiting':
      return [`${server}  …`];
  }
}

function figure(reading: Reading, unit: string): string {
  return reading.value === null ? `n/a ${unit}` : `${Math.round(reading.value)} ${unit}`;
}

function gpuRow(gpu: Gpu): string[] {
  const used = gpu.memoryUsedMiB.value;
  const total = gpu.memoryTotalMiB.value;
  return [
    String(gpu.index),
    gpu.name,
    figure(gpu.utilizationPercent, '%'),
    `${used === null ? 'n/a' : Math.round(used)}/${total === null ? 'n/a' : Math.round(total)} MiB`,
    figure(gpu.temperatureC, '°C'),
    figure(gpu.powerW, 'W'),
    stateOf(gpu),
  ];
}

function stateOf({ condition, free, processes, memoryUsedMiB }: Gpu): string {
  if (condition === 'faulty') return 'FAULTY';
  if (condition === 'partitioned') return 'MIG';
  if (free) return 'free';
  // Nobody is listed, but it is too soon or too busy to call it free.
  return processes.length === 0 && (memoryUsedMiB.value ?? 0) < 500 ? 'idle' : 'in use';
}

function processLines(gpu: Gpu, columns: number): string[] {
  return gpu.processes.map((process) => {
    const user = process.user ?? '?';
    const memory = figure(process.memoryUsedMiB, 'MiB');
    const line = `    ${gpu.index}: ${user}  pid ${process.pid}  ${memory}  ${process.command ?? process.name}`;
    return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
  });
}

/** Why figures are missing, each reason once. */
function reasons(gpus: readonly Gpu[]): string[] {
  const found = new Map<string, Set<number>>();
  const note = (gpu: Gpu, reason: string): void => {
    found.set(reason, (found.get(reason) ?? new Set()).add(gpu.index));
  };
  for (const gpu of gpus) {
    if (gpu.conditionReason !== undefined) note(gpu, gpu.conditionReason);
    for (const { user, userReason } of gpu.processes) {
      if (user === null && userReason !== undefined) note(gpu, `user ?: ${userReason}`);
    }
    for (const reading of [
      gpu.utilizationPercent,
      gpu.memoryUsedMiB,
      gpu.temperatureC,
      gpu.powerW,
    ]) {
      if (reading.value === null) note(gpu, `n/a: ${reading.reason}`);
    }
  }
  return [...found].map(([reason, which]) => `GPU ${[...which].join(', ')}: ${reason}`);
}
