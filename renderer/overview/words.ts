/** Sentences and sums of the overview. Pure. */
import type { Gpu, GpuProcess, GpuReport, Mount, Sample } from '../../preload/contract/monitor';
import { formatBytes, formatDuration, formatPercent, percentOf, plural } from '../kit/format';

const mib = 1024 * 1024;
const kib = 1024;

export const formatMiB = (value: number) => formatBytes(value * mib);
export const formatKiB = (value: number) => formatBytes(value * kib);
/** `70.6 of 80.0 GiB`: the unit once where both have the same. */
export function usedOfWords(usedMiB: number, totalMiB: number): string {
  const used = formatMiB(usedMiB);
  const total = formatMiB(totalMiB);
  const unit = total.slice(total.lastIndexOf(' '));
  return `${used.endsWith(unit) ? used.slice(0, -unit.length) : used} of ${total}`;
}

export const formatCelsius = (value: number) => `${Math.round(value)} °C`;
export const formatWatt = (value: number) => `${Math.round(value)} W`;
export const formatLoad = (value: number) => value.toFixed(2);

export interface GpuState {
  word: string;
  tone: 'ok' | 'busy' | 'muted' | 'warn' | 'danger';
}

/** Memory that the driver and a desktop take, in MiB: nobody has to hold the GPU for that. */
const unheldMiB = 500;

/**
 * Looks free, but the engine has not seen it quiet for long enough to say so: the first seconds of a
 * connection, and those after a job's end. It is neither held nor free then.
 */
function isUndecided(gpu: Gpu): boolean {
  const { value: used } = gpu.memoryUsedMiB;
  const { value: busy } = gpu.utilizationPercent;
  const isQuiet = used !== null && used < unheldMiB && busy !== null && busy < 5;
  return gpu.condition === 'ok' && !gpu.free && gpu.processes.length === 0 && isQuiet;
}

/** The one word of a tile. A GPU that is held without working is said so: it could be freed. */
export function gpuState(gpu: Gpu): GpuState {
  if (gpu.condition === 'faulty') return { word: 'Faulty', tone: 'danger' };
  if (gpu.condition === 'partitioned') return { word: 'Partitioned', tone: 'warn' };
  if (gpu.free) return { word: 'Free', tone: 'ok' };
  if (isUndecided(gpu)) return { word: 'Checking', tone: 'muted' };
  const busy = gpu.utilizationPercent.value;
  if (busy === null) return { word: 'In use', tone: 'muted' };
  return busy >= 5 ? { word: 'Busy', tone: 'busy' } : { word: 'Held, idle', tone: 'muted' };
}

/** Users with a process on it, the largest memory first; `null` stands for unknown ones. */
export function holdersOf(gpu: Gpu): (string | null)[] {
  const memory = new Map<string | null, number>();
  for (const { user, memoryUsedMiB } of gpu.processes)
    memory.set(user, (memory.get(user) ?? 0) + (memoryUsedMiB.value ?? 0));
  return [...memory].sort((a, b) => b[1] - a[1]).map(([user]) => user);
}

/** `asha, ben` or `nobody`, for a tile. */
export function holdersWords(gpu: Gpu): string {
  const holders = holdersOf(gpu);
  if (holders.length === 0 && isUndecided(gpu)) return 'Nobody seen so far';
  if (holders.length === 0) return gpu.free ? 'Nobody is on it' : 'Holder not visible';
  if (holders.every((user) => user === null)) return 'User not visible';
  const names = holders.map((user) => user ?? 'unknown');
  return names.length > 2
    ? `${names.slice(0, 2).join(', ')} +${names.length - 2}`
    : names.join(', ');
}

/** Everything of a tile in one sentence, for screen readers. */
export function gpuSentence(gpu: Gpu): string {
  const { word } = gpuState(gpu);
  const parts = [`GPU ${gpu.index}, ${gpu.name}: ${word}`];
  if (gpu.conditionReason !== undefined) parts.push(gpu.conditionReason);
  const { value: used } = gpu.memoryUsedMiB;
  const { value: total } = gpu.memoryTotalMiB;
  if (used !== null && total !== null)
    parts.push(`${formatMiB(used)} of ${formatMiB(total)} memory used`);
  const { value: busy } = gpu.utilizationPercent;
  parts.push(busy === null ? 'utilisation not available' : `${formatPercent(busy)} busy`);
  const holders = holdersOf(gpu);
  if (holders.length > 0)
    parts.push(`held by ${holders.map((user) => user ?? 'unknown').join(', ')}`);
  return `${parts.join(', ')}.`;
}

/** The first line of the overview: the answer to "is there a free GPU?". */
export function gpuHeadline(report: GpuReport): string {
  if (report.state === 'waiting') return 'Reading the GPUs';
  if (report.state === 'none') return 'No GPU on this server';
  if (report.state === 'broken') return 'The GPU driver answers with an error';
  const free = report.gpus.filter((gpu) => gpu.free);
  const faulty = report.gpus.filter(({ condition }) => condition === 'faulty').length;
  const total = report.gpus.length;
  const tail = faulty > 0 ? `, ${faulty} faulty` : '';
  if (free.length === 0 && report.gpus.some(isUndecided))
    return `Looking for free GPUs among ${total}${tail}`;
  if (free.length === 0) return `No free GPU among ${total}${tail}`;
  if (free.length === total) return total === 1 ? 'Its GPU is free' : `All ${total} GPUs are free`;
  return `${free.length} of ${plural(total, 'GPU')} free${tail}`;
}

/** `NVIDIA A100-SXM4-80GB` → `A100-SXM4-80GB`: the maker's name takes the place of the model. */
export function shortGpuName(name: string): string {
  return name.replace(/^(NVIDIA|AMD)\s+/i, '').replace(/^GeForce\s+/i, '');
}

/** What a process is called in the table: its command line, else its name. */
export function processLabel(process: GpuProcess): string {
  return process.command ?? process.name;
}

/** What stands in place of the processes: nobody is there, or somebody who cannot be seen. */
export function noProcessWords(gpus: readonly Gpu[], hidden: boolean): string {
  if (hidden) return 'No process is visible.';
  const busy = gpus.some((gpu) => !gpu.free && !isUndecided(gpu) && gpu.condition !== 'faulty');
  return busy
    ? 'The driver names no process: who is on them cannot be seen from here.'
    : 'Nobody computes here right now.';
}

export function elapsedWords(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(seconds);
}

/** The disk that will be full first: what the headline warns of. */
export function fullestMount(mounts: readonly Mount[]): { path: string; percent: number } | null {
  const known = mounts.flatMap((mount) => {
    const space = mountUsedPercent(mount);
    const inodes = percentOf(mount.inodesUsed, mount.inodesTotal);
    const percent = Math.max(space ?? -1, inodes ?? -1);
    return percent < 0 ? [] : [{ path: mount.path, percent }];
  });
  return known.sort((a, b) => b.percent - a.percent)[0] ?? null;
}

/** How serious a share is: the same steps as the meters. */
export function levelOf(percent: number): 'ok' | 'warn' | 'danger' {
  if (percent >= 95) return 'danger';
  return percent >= 85 ? 'warn' : 'ok';
}

/** Disks worth showing, the fullest first. */
export function mountsByFullness(mounts: readonly Mount[]): Mount[] {
  const fullness = (mount: Mount) => mountUsedPercent(mount) ?? -1;
  return [...mounts].sort((a, b) => fullness(b) - fullness(a) || a.path.localeCompare(b.path));
}

/** As `df` computes it: used of used plus available (what root reserves is not ours). */
export function mountUsedPercent({ usedKiB, availableKiB, totalKiB }: Mount): number | null {
  if (usedKiB.value === null || availableKiB.value === null) return percentOf(usedKiB, totalKiB);
  const whole = usedKiB.value + availableKiB.value;
  return whole > 0 ? (usedKiB.value / whole) * 100 : null;
}

export function uptimeWords(sample: Sample): string {
  const { value } = sample.uptimeSeconds;
  return value === null ? 'uptime unknown' : `up ${formatDuration(value)}`;
}

/** How load compares to the cores, in words; empty when either is unknown. */
export function loadWords(sample: Sample): string {
  const { cores } = sample.cpu;
  const { value } = sample.load.one;
  if (cores === null || value === null) return '';
  const share = value / cores;
  if (share < 0.3) return 'plenty of room';
  if (share < 0.9) return 'at work';
  return share < 1.3 ? 'all cores taken' : 'more work than cores';
}
