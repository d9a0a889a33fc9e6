/** From /proc's figures to CPU, memory, load and uptime. Pure; deltas are made here, not there. */
import type { Sample } from '../../../preload/contract/monitor';
import { type Frame, textOf } from './frames';
import { known, unknown } from './readings';

export type FastFigures = Pick<Sample, 'memory' | 'swap' | 'load' | 'uptimeSeconds'> & {
  readonly busyPercent: Sample['cpu']['busyPercent'];
};

/** Counters of the `cpu` line of /proc/stat, in clock ticks. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

const noProc = 'this server does not show it (no /proc)';

/**
 * `cpu user nice system idle iowait irq softirq steal guest guest_nice`; guest time is already in
 * user time and is not added again (proc(5)).
 */
export function parseCpuTimes(line: string | undefined): CpuTimes | undefined {
  const fields = line?.trim().split(/\s+/) ?? [];
  if (fields[0] !== 'cpu') return undefined;
  const ticks = fields.slice(1, 9).map(Number);
  if (ticks.length < 4 || ticks.some((value) => !Number.isFinite(value))) return undefined;
  const total = ticks.reduce((sum, value) => sum + value, 0);
  const [, , , idle = 0, iowait = 0] = ticks;
  return { busy: total - idle - iowait, total };
}

/** Share of CPU time that was busy between two readings; counters may run backwards a little. */
export function busyBetween(before: CpuTimes | undefined, now: CpuTimes | undefined) {
  if (!now) return unknown(noProc);
  if (!before || now.total <= before.total) return unknown('needs a second reading');
  const share = (now.busy - before.busy) / (now.total - before.total);
  return known(Math.min(100, Math.max(0, share * 100)));
}

/** Reads an answer to `fast`. */
export function parseFast(frame: Frame, before: CpuTimes | undefined): FastFigures {
  const memory = new Map<string, number>();
  for (const pair of textOf(frame, 'memory')?.trim().split(/\s+/) ?? []) {
    const match = /^(\w+):(\d{1,18})$/.exec(pair);
    if (match) memory.set(match[1] ?? '', Number(match[2]));
  }
  const kib = (name: string) => {
    const value = memory.get(name);
    return value === undefined ? unknown(noProc) : known(value);
  };
  const [one, five, fifteen] = (textOf(frame, 'load') ?? '').split(' ');
  const [uptime] = (textOf(frame, 'uptime') ?? '').split(' ');
  const decimal = (text: string | undefined) =>
    text !== undefined && /^\d+(\.\d+)?$/.test(text) ? known(Number(text)) : unknown(noProc);
  return {
    busyPercent: busyBetween(before, parseCpuTimes(textOf(frame, 'stat'))),
    memory: { totalKiB: kib('MemTotal'), usedKiB: usedMemory(memory) },
    swap: { totalKiB: kib('SwapTotal'), usedKiB: difference(memory, 'SwapTotal', 'SwapFree') },
    load: { one: decimal(one), five: decimal(five), fifteen: decimal(fifteen) },
    uptimeSeconds: decimal(uptime),
  };
}

/** Total minus available; kernels before 3.14 do not say what is available. */
function usedMemory(memory: ReadonlyMap<string, number>) {
  if (memory.has('MemAvailable')) return difference(memory, 'MemTotal', 'MemAvailable');
  const total = memory.get('MemTotal');
  const free = memory.get('MemFree');
  if (total === undefined || free === undefined) return unknown(noProc);
  const cache = (memory.get('Buffers') ?? 0) + (memory.get('Cached') ?? 0);
  return known(Math.max(0, total - free - cache));
}

function difference(memory: ReadonlyMap<string, number>, whole: string, rest: string) {
  const a = memory.get(whole);
  const b = memory.get(rest);
  return a === undefined || b === undefined ? unknown(noProc) : known(Math.max(0, a - b));
}
