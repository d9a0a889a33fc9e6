/** A computer of the demo lab: all its figures at a moment, a function of its name and the time. */
import { between, chance, hexOf } from './chance';
import { type Disk, disksOf } from './disks';
import { type Job, jobAt } from './jobs';

export interface GpuKind {
  name: string;
  totalMiB: number;
  limitW: number;
}

export const gpuKinds = {
  a100: { name: 'NVIDIA A100-SXM4-80GB', totalMiB: 81_920, limitW: 400 },
  a6000: { name: 'NVIDIA RTX A6000', totalMiB: 49_140, limitW: 300 },
  rtx4090: { name: 'NVIDIA GeForce RTX 4090', totalMiB: 24_564, limitW: 450 },
} as const satisfies Record<string, GpuKind>;

export interface GpuFigures {
  index: number;
  uuid: string;
  kind: GpuKind;
  usedMiB: number;
  busyPercent: number;
  temperatureC: number;
  powerW: number;
  jobs: (Job & { usedMiB: number })[];
}

export interface ComputerFigures {
  gpus: GpuFigures[];
  /** Clock ticks (hundredths of a second) of all cores since the start. */
  cpu: { user: number; system: number; idle: number };
  load: [number, number, number];
  /** KiB. */
  memory: { total: number; free: number; available: number; buffers: number; cached: number };
  uptimeSeconds: number;
}

export interface Computer {
  readonly name: string;
  readonly cores: number;
  readonly disks: readonly Disk[];
  readonly driver: string;
  at(now: number): ComputerFigures;
}

export interface ComputerOptions {
  name: string;
  gpus: number;
  kind: GpuKind;
  cores: number;
  memoryGiB: number;
}

/** Quarters begin on the same days everywhere: each computer was started in the one before last. */
const quarterMs = 91 * 86_400_000;

export function createComputer(options: ComputerOptions): Computer {
  const { name, gpus, kind, cores, memoryGiB } = options;
  return {
    name,
    cores,
    disks: disksOf(name),
    driver: '550.90.07',
    at(now) {
      const figures = Array.from({ length: gpus }, (_, index) =>
        gpuAt({ server: name, index, gpus, totalMiB: kind.totalMiB }, kind, now),
      );
      const bootedAt = (Math.floor(now / quarterMs) - 1 + chance(name, 'boot') / 2) * quarterMs;
      const uptimeSeconds = (now - bootedAt) / 1000;
      return {
        gpus: figures,
        cpu: cpuAt(name, cores, uptimeSeconds),
        load: loadAt(name, cores, now),
        memory: memoryAt(name, memoryGiB, now),
        uptimeSeconds,
      };
    },
  };
}

function gpuAt(place: Parameters<typeof jobAt>[0], kind: GpuKind, now: number): GpuFigures {
  const seed = `${place.server}:${place.index}`;
  const job = jobAt(place, now);
  const second = Math.floor(now / 1000);
  // A training loads its data for a while before it computes; each step differs a little.
  const warm = job ? Math.min(1, (now - job.startedAt) / 15_000) : 0;
  const sway = between(-9, 4, seed, second);
  const busyPercent =
    job && job.busyPercent > 0
      ? Math.round(Math.min(100, Math.max(1, job.busyPercent * warm + sway)))
      : 0;
  const usedByJob = job ? Math.max(420, Math.round(job.memoryMiB * warm)) : 0;
  const reserve = 3 + Math.floor(chance(seed, 'reserve') * 12);
  const slow = job ? job.busyPercent * warm : 0;
  return {
    index: place.index,
    uuid: uuidOf(seed),
    kind,
    usedMiB: reserve + usedByJob,
    busyPercent,
    temperatureC: Math.round(31 + slow * 0.38 + between(-1, 1, seed, Math.floor(now / 4000))),
    powerW: 52 + (kind.limitW - 60) * (busyPercent / 100) * 0.92 + between(0, 6, seed, second, 'w'),
    jobs: job ? [{ ...job, usedMiB: usedByJob }] : [],
  };
}

function uuidOf(seed: string): string {
  const hex = hexOf(32, seed, 'uuid');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `GPU-${parts.join('-')}-${hex.slice(20)}`;
}

/** The counters are the integral of a load that swings, so that they never run backwards. */
function cpuAt(name: string, cores: number, seconds: number) {
  const base = between(0.25, 0.45, name, 'cpu');
  const period = between(40, 90, name, 'period') / (2 * Math.PI);
  const swing = 0.18;
  const busy = base * seconds + swing * period * (1 - Math.cos(seconds / period));
  const ticks = cores * 100;
  const user = Math.floor(busy * ticks * 0.85);
  const system = Math.floor(busy * ticks * 0.15);
  return { user, system, idle: Math.floor(seconds * ticks) - user - system };
}

function loadAt(name: string, cores: number, now: number): [number, number, number] {
  const at = (minutes: number) =>
    cores * (0.35 + 0.1 * Math.sin(now / (60_000 * minutes) + chance(name) * 6));
  return [at(1), at(5), at(15)];
}

function memoryAt(name: string, memoryGiB: number, now: number): ComputerFigures['memory'] {
  const total = memoryGiB * 1024 * 1024;
  const swing = 0.04 * Math.sin(now / 30_000 + chance(name, 'memory') * 6);
  const available = Math.round(total * (between(0.4, 0.65, name, 'available') + swing));
  const buffers = Math.round(total * 0.004);
  const cached = Math.round(available * 0.7);
  return { total, available, buffers, cached, free: available - cached - buffers };
}
