/**
 * From nvidia-smi's CSV to GPUs and processes. Pure. Tolerant of what drivers of ten years print,
 * strict about shape: a row that is not a GPU row is refused, never half understood.
 */
import type { Gpu, Reading } from '../../../preload/contract/monitor';
import type { GpuField } from './gpu-query';
import { bracketText, readingOf, unknown } from './readings';

/** A GPU before its processes are known. */
export type BareGpu = Omit<Gpu, 'processes' | 'free' | 'use'>;

/** A process as nvidia-smi lists it. */
export interface GpuApp {
  /** `GPU-…`, or `MIG-…` in some versions. */
  readonly gpu: string;
  readonly pid: number;
  readonly memoryUsedMiB: Reading;
  /** Undefined when hidden or gone. */
  readonly name: string | undefined;
  /** nvidia-smi said that it may not show this. */
  readonly restricted: boolean;
}

export interface ParsedGpus {
  readonly driver: string;
  readonly gpus: BareGpu[];
  /** Rows that did not have the shape of a GPU row. */
  readonly refused: number;
}

/** Faults that make a GPU useless whatever its other columns say. */
const faults: ReadonlySet<string> = new Set(['GPU requires reset', 'GPU is lost']);
/** Faults when they stand for the utilisation (some laptops show the first for power alone). */
const utilizationFaults: ReadonlySet<string> = new Set(['Unknown Error', 'ERR!']);

/** No machine has so many; each takes a tile and a chart of the page. */
const maxGpus = 64;
/** Rows of processes that are believed. */
const maxApps = 1024;

/** Splits into exactly `count` cells, the last of which may hold commas; undefined if too few. */
function cells(row: string, count: number): string[] | undefined {
  const parts = row.split(',').map((cell) => cell.trim());
  if (parts.length < count) return undefined;
  return [
    ...parts.slice(0, count - 1),
    row
      .split(',')
      .slice(count - 1)
      .join(',')
      .trim(),
  ];
}

/** Reads the rows of `--query-gpu=<fields>`, to be called only when it exited with 0 (or 14). */
export function parseGpus(rows: readonly string[], fields: readonly GpuField[]): ParsedGpus {
  const gpus: BareGpu[] = [];
  let driver = '';
  let refused = 0;
  for (const row of rows) {
    if (gpus.length >= maxGpus) {
      refused += 1;
      continue;
    }
    const parts = cells(row, fields.length);
    const cell = (field: GpuField) => parts?.[fields.indexOf(field)] ?? '';
    const uuid = cell('uuid');
    if (!parts || !/^\d{1,3}$/.test(cell('index')) || !/^(GPU|MIG)-[\w-]+$/.test(uuid)) {
      refused += 1;
      continue;
    }
    driver ||= cell('driver_version');
    gpus.push(gpuOf(fields, cell));
  }
  return { driver, gpus: gpus.sort((a, b) => a.index - b.index), refused };
}

function gpuOf(fields: readonly GpuField[], cell: (field: GpuField) => string): BareGpu {
  const reading = (field: GpuField) =>
    fields.includes(field) ? readingOf(cell(field)) : unknown('this driver does not report it');
  const fault = faultOf(fields, cell);
  const partitioned = cell('mig.mode.current') === 'Enabled';
  const gpu: BareGpu = {
    index: Number(cell('index')),
    uuid: cell('uuid'),
    name: cell('name'),
    condition: fault ? 'faulty' : partitioned ? 'partitioned' : 'ok',
    utilizationPercent: reading('utilization.gpu'),
    // A GPU that needs a reset reports 0 MiB used and would look free.
    memoryUsedMiB: fault ? unknown(fault) : reading('memory.used'),
    memoryTotalMiB: reading('memory.total'),
    temperatureC: reading('temperature.gpu'),
    powerW: reading('power.draw'),
    powerLimitW: reading('power.limit'),
  };
  if (fault) gpu.conditionReason = fault;
  else if (partitioned) {
    gpu.conditionReason =
      'It is split into MIG instances; the driver reports no utilisation for the whole.';
    if (gpu.utilizationPercent.value === null) {
      gpu.utilizationPercent = unknown('not reported while the GPU is split (MIG)');
    }
  }
  return gpu;
}

function faultOf(
  fields: readonly GpuField[],
  cell: (field: GpuField) => string,
): string | undefined {
  for (const field of fields) {
    const text = bracketText(cell(field));
    if (faults.has(text) || (field === 'utilization.gpu' && utilizationFaults.has(text))) {
      const reading = readingOf(text);
      return reading.value === null ? reading.reason : text;
    }
  }
  return undefined;
}

/** Reads the rows of `--query-compute-apps`; rows of another shape are dropped. */
export function parseApps(rows: readonly string[]): GpuApp[] {
  const apps: GpuApp[] = [];
  for (const row of rows.slice(0, maxApps)) {
    const parts = cells(row, 4);
    const [gpu = '', pid = '', memory = '', name = ''] = parts ?? [];
    if (!/^(GPU|MIG)-[\w/-]+$/.test(gpu) || !/^\d{1,10}$/.test(pid)) continue;
    const hidden = /^\[.*\]$/.test(name) || name === '';
    apps.push({
      gpu,
      pid: Number(pid),
      memoryUsedMiB: readingOf(memory),
      name: hidden ? undefined : name,
      restricted: [memory, name].some((cell) => bracketText(cell) === 'Insufficient Permissions'),
    });
  }
  return apps;
}

/**
 * Reads `nvidia-smi -L`: the UUID of each MIG instance with the UUID of its GPU.
 * Lines: `GPU 0: NAME (UUID: GPU-…)`, then `  MIG 3g.40gb Device 0: (UUID: MIG-…)`.
 */
export function parseInstances(rows: readonly string[]): Map<string, string> {
  const parents = new Map<string, string>();
  let parent: string | undefined;
  for (const row of rows) {
    const uuid = /\(UUID: ((?:GPU|MIG)-[\w/-]+)\)\s*$/.exec(row)?.[1];
    if (!uuid) continue;
    if (/^GPU \d+:/.test(row)) parent = uuid;
    else if (parent && uuid.startsWith('MIG-')) parents.set(uuid, parent);
  }
  return parents;
}
