/** Sentences and sums of the overview. Pure. */
import type { Gpu, GpuProcess, GpuReport, Mount, Sample } from '../../preload/contract/monitor';
import { formatBytes, formatDuration, formatPercent, percentOf, plural } from '../kit/format';

const mib = 1024 * 1024;
const kib = 1024;

export const formatMiB = (value: number) => formatBytes(value * mib);
export const formatKiB = (value: number) => formatBytes(value * kib);
/**
 * `70.6 of 80.0 GiB`: the unit once and as many digits as the total where both have the same unit, or
 * where what is used rounds to nothing in it.
 */
export function usedOfWords(usedMiB: number, totalMiB: number): string {
  const used = formatMiB(usedMiB);
  const total = formatMiB(totalMiB);
  const [figure = '', unit = ''] = total.split(' ');
  if (!used.endsWith(` ${unit}`) && usedMiB >= totalMiB / 1000) return `${used} of ${total}`;
  const digits = figure.split('.')[1]?.length ?? 0;
  return `${((usedMiB / (totalMiB || 1)) * Number(figure)).toFixed(digits)} of ${total}`;
}

export const formatCelsius = (value: number) => `${Math.round(value)} °C`;
export const formatWatt = (value: number) => `${Math.round(value)} W`;
export const formatLoad = (value: number) => value.toFixed(2);

export interface GpuState {
  word: string;
  tone: 'ok' | 'busy' | 'muted' | 'warn' | 'danger';
}

/**
 * Looks free, but the engine has not seen it quiet for long enough to say so: the first seconds of a
 * connection, and those after a job's end. It is neither held nor free then.
 */
const isUndecided = (gpu: Gpu) => gpu.condition === 'ok' && !gpu.free && gpu.use === 'none';

/** The one word of a tile. A GPU that is held without working is said so: it could be freed. */
export function gpuState(gpu: Gpu): GpuState {
  if (gpu.condition === 'faulty') return { word: 'Faulty', tone: 'danger' };
  if (gpu.condition === 'partitioned') return { word: 'Partitioned', tone: 'warn' };
  if (gpu.free) return { word: 'Free', tone: 'ok' };
  if (isUndecided(gpu)) return { word: 'Checking', tone: 'muted' };
  if (gpu.use === 'unknown') return { word: 'In use', tone: 'muted' };
  return gpu.use === 'busy'
    ? { word: 'Busy', tone: 'busy' }
    : { word: 'Held, idle', tone: 'muted' };
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

/** From these shares on, in percent, a disk is named in the headline and marked in the list. */
const crowdedSpace = 85;
const crowdedInodes = 95;

/** Why a disk will take no more soon, in words, and how serious that is; null when there is room. */
export function mountMark(mount: Mount): { words: string; level: 'warn' | 'danger' } | null {
  const space = mountUsedPercent(mount);
  const inodes = percentOf(mount.inodesUsed, mount.inodesTotal);
  if (inodes !== null && inodes >= crowdedInodes && inodes >= (space ?? 0))
    return { words: inodes >= 99.5 ? 'no inodes left' : 'inodes nearly gone', level: 'danger' };
  if (space === null || space <= crowdedSpace) return null;
  return { words: `${formatPercent(space)} full`, level: space >= 95 ? 'danger' : 'warn' };
}

export interface Essential {
  text: string;
  level?: 'warn' | 'danger';
}

/** The machine in one line, beside its GPUs: `64 cores, load 3.1`, `212 of 512 GiB memory`, a disk. */
export function essentials({ cpu, load, memory, mounts }: Sample): Essential[] {
  const cores = cpu.cores === null ? 'cores unknown' : plural(cpu.cores, 'core');
  const { value } = load.one;
  const used = memory.usedKiB.value;
  const total = memory.totalKiB.value;
  const parts: Essential[] = [
    { text: `${cores}, load ${value === null ? 'unknown' : value.toFixed(1)}` },
    { text: memoryWords(used, total) },
  ];
  for (const mount of mountsByFullness(mounts)) {
    const mark = mountMark(mount);
    if (mark) return [...parts, { text: `${mount.path} ${mark.words}`, level: mark.level }];
  }
  return parts;
}

function memoryWords(usedKiB: number | null, totalKiB: number | null): string {
  if (totalKiB === null) return usedKiB === null ? 'memory unknown' : `${formatKiB(usedKiB)} used`;
  if (usedKiB === null) return `${formatKiB(totalKiB)} memory, use unknown`;
  return `${usedOfWords(usedKiB / kib, totalKiB / kib)} memory`;
}

/** `now 12 %, between 3 % and 40 % in the last minute`: a chart for who does not see it. */
export function seriesWords(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'no figures yet';
  const last = values.at(-1) ?? null;
  const now = last === null ? 'not known now' : `now ${formatPercent(last)}`;
  const range = `between ${formatPercent(Math.min(...known))} and ${formatPercent(Math.max(...known))}`;
  const gaps = known.length < values.length ? ', with gaps' : '';
  return `${now}, ${range} in the last minute${gaps}`;
}

/** Disks, the fullest first, in space or in inodes. */
export function mountsByFullness(mounts: readonly Mount[]): Mount[] {
  const fullness = (mount: Mount) => {
    const inodes = percentOf(mount.inodesUsed, mount.inodesTotal) ?? -1;
    return Math.max(mountUsedPercent(mount) ?? -1, inodes);
  };
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
  if (share < 0.9) return 'cores to spare';
  return share < 1.3 ? 'all cores taken' : 'more work than cores';
}
