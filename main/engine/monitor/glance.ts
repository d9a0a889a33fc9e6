/**
 * A server at a glance, for the cards of the lab overview and the rows of the list: from the whole
 * sample to the few figures that a tile shows, sent only when they say something new. With many
 * servers this is most of what the page gets, so it stays small whatever a server sends. Pure.
 */
import type { Glance, Reading, Sample } from '../../../preload/contract/monitor';
import { known, percentOf, unknown } from './readings';

/** Most machines have 8 GPUs, the largest 16: more than this is not believed. */
const maxGpus = 64;
const maxHolders = 16;
const maxNameLength = 80;
const maxReasonLength = 240;
const maxDetailLength = 4000;
/** A glance that says nothing new is sent this often nevertheless, in milliseconds: "still so". */
const restMs = 10_000;

type GlanceGpus = Glance['gpus'];
type GlanceGpu = Extract<GlanceGpus, { state: 'ok' }>['gpus'][number];
type SampleGpu = Extract<Sample['gpus'], { state: 'ok' }>['gpus'][number];

export function glanceOf(sample: Sample): Glance {
  return {
    at: sample.at,
    gpus: gpusOf(sample.gpus),
    cpuPercent: rounded(sample.cpu.busyPercent),
    memoryPercent: memoryOf(sample),
  };
}

function gpusOf(report: Sample['gpus']): GlanceGpus {
  switch (report.state) {
    case 'ok':
      return { state: 'ok', gpus: report.gpus.slice(0, maxGpus).map(gpuOf) };
    case 'none':
      return { state: 'none', reason: report.reason.slice(0, maxReasonLength) };
    case 'broken': {
      const { detail, ...problem } = report.problem;
      return {
        state: 'broken',
        problem:
          detail === undefined ? problem : { ...problem, detail: detail.slice(0, maxDetailLength) },
      };
    }
    default:
      return { state: 'waiting' };
  }
}

function gpuOf(gpu: SampleGpu): GlanceGpu {
  return {
    index: gpu.index,
    name: gpu.name.slice(0, maxNameLength),
    condition: gpu.condition,
    free: gpu.free,
    utilizationPercent: rounded(gpu.utilizationPercent),
    memoryUsedMiB: rounded(gpu.memoryUsedMiB),
    memoryTotalMiB: rounded(gpu.memoryTotalMiB),
    holders: holdersOf(gpu),
  };
}

/** Each person once, who holds most first; null once where somebody has no name. */
function holdersOf(gpu: SampleGpu): (string | null)[] {
  const memory = new Map<string | null, number>();
  for (const { user, memoryUsedMiB } of gpu.processes) {
    const name = user === null ? null : user.slice(0, maxNameLength);
    // The first ones by order of the list: a hostile list must not fill the map.
    if (memory.size >= 4 * maxHolders && !memory.has(name)) continue;
    memory.set(name, (memory.get(name) ?? 0) + (memoryUsedMiB.value ?? 0));
  }
  return [...memory]
    .sort(([a, one], [b, other]) => other - one || String(a).localeCompare(String(b)))
    .slice(0, maxHolders)
    .map(([user]) => user);
}

function memoryOf({ memory }: Sample): Reading {
  const percent = percentOf(memory.usedKiB, memory.totalKiB);
  if (percent !== null) return known(Math.round(percent));
  const missing = memory.usedKiB.value === null ? memory.usedKiB : memory.totalKiB;
  return rounded(missing.value === null ? missing : unknown('no total was reported'));
}

function rounded(reading: Reading): Reading {
  return reading.value === null
    ? unknown(reading.reason.slice(0, maxReasonLength))
    : known(Math.round(reading.value));
}

/** Decides which glances are worth sending. One for each server. */
export class GlancePace {
  readonly #intervalMs: number;
  #sentAt = Number.NEGATIVE_INFINITY;
  #facts = '';
  #figures = '';

  /** @param intervalMs how often figures may change on the screen. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /**
   * The glance to send now, if any: at once when a GPU became free or changed hands or state, at
   * most once in an interval when only figures moved, and now and then when nothing did.
   *
   * @param isTick the sample has new figures of CPU and memory rather than of GPUs; where there are
   *   GPUs those wait for the next answer about GPUs, so that both come in one.
   */
  offer(sample: Sample, isTick: boolean, now = Date.now()): Glance | undefined {
    const glance = glanceOf(sample);
    const facts = JSON.stringify(factsOf(glance.gpus));
    const figures = JSON.stringify({ ...glance, at: 0 });
    const since = now - this.#sentAt;
    const waits = isTick && glance.gpus.state === 'ok' ? 2 : 0.5;
    const isDue =
      facts !== this.#facts ||
      (figures !== this.#figures && since >= this.#intervalMs * waits) ||
      since >= restMs;
    if (!isDue) return undefined;
    this.#sentAt = now;
    this.#facts = facts;
    this.#figures = figures;
    return glance;
  }
}

/** What a person reads as a change at once, beside mere figures. */
function factsOf(gpus: GlanceGpus): unknown {
  if (gpus.state === 'broken') return [gpus.problem.tag];
  if (gpus.state !== 'ok') return gpus;
  return gpus.gpus.map((gpu) => [gpu.index, gpu.condition, gpu.free, gpu.name, gpu.holders]);
}
