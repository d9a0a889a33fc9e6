/** One minute of figures for the small charts. A gap is a point of nulls, never a line across. */
import type { HistoryPoint, Sample } from '../../../preload/contract/monitor';
import { percentOf } from './readings';

const spanMs = 60_000;

export class History {
  #points: HistoryPoint[] = [];

  get points(): readonly HistoryPoint[] {
    return this.#points;
  }

  /** @param intervalMs how far apart points should be; more than 2.5 of it is a gap. */
  add(sample: Sample, intervalMs: number): void {
    const last = this.#points.at(-1);
    if (last && sample.at - last.at > intervalMs * 2.5) this.gap(last.at + intervalMs);
    this.#push(pointOf(sample));
  }

  /** Marks that nothing is known at this moment (milliseconds since the epoch). */
  gap(at: number): void {
    const last = this.#points.at(-1);
    if (!last || isGap(last)) return;
    this.#push({
      at,
      cpuPercent: null,
      memoryPercent: null,
      gpuPercent: last.gpuPercent.map(() => null),
      gpuMemoryPercent: last.gpuMemoryPercent.map(() => null),
    });
  }

  #push(point: HistoryPoint): void {
    // A new array each time: events that hold the old one are still on their way.
    this.#points = [...this.#points.filter((old) => old.at >= point.at - spanMs), point];
  }
}

function isGap(point: HistoryPoint): boolean {
  return (
    point.cpuPercent === null &&
    point.memoryPercent === null &&
    point.gpuPercent.every((value) => value === null) &&
    point.gpuMemoryPercent.every((value) => value === null)
  );
}

function pointOf(sample: Sample): HistoryPoint {
  const gpus = sample.gpus.state === 'ok' ? sample.gpus.gpus : [];
  return {
    at: sample.at,
    cpuPercent: sample.cpu.busyPercent.value,
    memoryPercent: percentOf(sample.memory.usedKiB, sample.memory.totalKiB),
    gpuPercent: gpus.map((gpu) => gpu.utilizationPercent.value),
    gpuMemoryPercent: gpus.map((gpu) => percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB)),
  };
}
