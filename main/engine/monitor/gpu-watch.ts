/**
 * Joins GPUs, their processes and the owners of those, and judges which GPUs are free. Keeps the few
 * facts that need more than one sample.
 */
import type { Gpu, GpuProcess, GpuReport } from '../../../preload/contract/monitor';
import type { GpuAnswer, ServerFacts } from './gpu-report';
import type { BareGpu, GpuApp } from './parse-gpus';
import type { Person } from './parse-people';
import { unknown } from './readings';

/** Free: no compute process, under this much memory (the driver's own reserve), hardly busy. */
const freeMemoryMiB = 500;
const freeBusyPercent = 5;
const freeSamples = 3;
/** Memory in use without any listed process: more than a desktop needs. */
const unexplainedMiB = 1024;

export class GpuWatch {
  /** Samples in a row in which the GPU looked free, by UUID. */
  #quiet = new Map<string, number>();
  #latest: Extract<GpuAnswer, { kind: 'gpus' }> | undefined;
  #report: Exclude<GpuReport, { state: 'ok' }> = { state: 'waiting' };
  /** MIG instance to GPU. */
  #instances = new Map<string, string>();

  /** Takes an answer of nvidia-smi. */
  take(answer: Exclude<GpuAnswer, { kind: 'retry' }>): void {
    if (answer.kind === 'report') {
      this.fail(answer.report);
      return;
    }
    this.#latest = answer;
    const before = this.#quiet;
    this.#quiet = new Map();
    const busy = this.#appsByGpu();
    for (const gpu of answer.parsed.gpus) {
      const isQuiet = looksFree(gpu) && !busy.has(gpu.uuid);
      this.#quiet.set(gpu.uuid, isQuiet ? (before.get(gpu.uuid) ?? 0) + 1 : 0);
    }
  }

  /** Replaces the GPUs by what is wrong with them. */
  fail(report: Exclude<GpuReport, { state: 'ok' }>): void {
    this.#latest = undefined;
    this.#report = report;
    this.#quiet.clear();
  }

  setInstances(instances: Map<string, string>): void {
    this.#instances = instances;
  }

  /** MIG instances hold processes that we cannot assign to a GPU yet. */
  get needsInstances(): boolean {
    const known = new Set(this.#latest?.parsed.gpus.map((gpu) => gpu.uuid));
    return (this.#latest?.apps ?? []).some((app) => !known.has(this.#parentOf(app)));
  }

  get pids(): number[] {
    return [...new Set(this.#latest?.apps.map((app) => app.pid))];
  }

  /** The report of this moment; `people` are the owners found so far. */
  report(
    people: ReadonlyMap<number, Person>,
    facts: ServerFacts,
    hidesProcesses: boolean,
  ): GpuReport {
    if (!this.#latest) return this.#report;
    const apps = this.#appsByGpu();
    const context = { people, facts, hidesProcesses };
    const gpus = this.#latest.parsed.gpus.map((gpu): Gpu => {
      const processes = (apps.get(gpu.uuid) ?? []).map((app) => processOf(app, context));
      const quiet = this.#quiet.get(gpu.uuid) ?? 0;
      return { ...gpu, free: quiet >= freeSamples, use: useOf(gpu, quiet > 0), processes };
    });
    const reason = this.#processesReason(gpus, facts);
    return {
      state: 'ok',
      driver: this.#latest.parsed.driver,
      gpus,
      ...(reason === undefined ? {} : { processesReason: reason }),
    };
  }

  /** Older drivers write `MIG-GPU-<uuid of the GPU>/<gi>/<ci>`. */
  #parentOf(app: GpuApp): string {
    const inside = /^MIG-(GPU-[\w-]+)\/\d+\/\d+$/.exec(app.gpu)?.[1];
    return inside ?? this.#instances.get(app.gpu) ?? app.gpu;
  }

  #appsByGpu(): Map<string, GpuApp[]> {
    const byGpu = new Map<string, GpuApp[]>();
    for (const app of this.#latest?.apps ?? []) {
      const parent = this.#parentOf(app);
      byGpu.set(parent, [...(byGpu.get(parent) ?? []), app]);
    }
    return byGpu;
  }

  #processesReason(gpus: readonly Gpu[], facts: ServerFacts): string | undefined {
    const latest = this.#latest;
    if (latest?.appsReason !== undefined) return latest.appsReason;
    const known = new Set(gpus.map((gpu) => gpu.uuid));
    if (latest?.apps.some((app) => !known.has(this.#parentOf(app)))) {
      return 'Some processes run on GPU instances that could not be assigned.';
    }
    if (latest?.apps.some((app) => app.restricted)) {
      return 'This server hides parts of other people’s processes from you.';
    }
    const unexplained = gpus.some(
      (gpu) =>
        gpu.processes.length === 0 &&
        gpu.memoryUsedMiB.value !== null &&
        gpu.memoryUsedMiB.value > unexplainedMiB,
    );
    if (!unexplained) return undefined;
    return facts.container
      ? 'You are inside a container, from which the processes of the GPUs cannot be seen.'
      : 'Memory is in use by processes that the driver does not list.';
  }
}

function looksFree(gpu: BareGpu): boolean {
  return (
    gpu.condition === 'ok' &&
    gpu.memoryUsedMiB.value !== null &&
    gpu.memoryUsedMiB.value < freeMemoryMiB &&
    gpu.utilizationPercent.value !== null &&
    gpu.utilizationPercent.value < freeBusyPercent
  );
}

function useOf({ utilizationPercent: { value } }: BareGpu, isQuiet: boolean): Gpu['use'] {
  if (isQuiet) return 'none';
  if (value === null) return 'unknown';
  return value >= freeBusyPercent ? 'busy' : 'held';
}

interface Context {
  readonly people: ReadonlyMap<number, Person>;
  readonly facts: ServerFacts;
  readonly hidesProcesses: boolean;
}

function processOf(app: GpuApp, { people, facts, hidesProcesses }: Context): GpuProcess {
  const found = people.get(app.pid);
  // Inside a container nvidia-smi may print the pids of the host, which are others here.
  const person = found && facts.container && !sameProgram(app, found) ? undefined : found;
  const memoryUsedMiB =
    app.memoryUsedMiB.value === null && app.restricted
      ? unknown('this server does not show it to you')
      : app.memoryUsedMiB;
  return {
    pid: app.pid,
    memoryUsedMiB,
    name: app.name ?? person?.command.split(' ')[0] ?? `process ${app.pid}`,
    user: person?.user ?? null,
    ...(person ? {} : { userReason: absentReason(facts, hidesProcesses) }),
    command: person?.command ?? null,
    elapsedSeconds: person?.elapsedSeconds ?? null,
  };
}

function absentReason(facts: ServerFacts, hidesProcesses: boolean): string {
  if (hidesProcesses) return 'this server hides other people’s processes (hidepid)';
  if (facts.container) return 'the process runs outside the container that you are in';
  return 'not looked up yet, or the process has just ended';
}

function sameProgram(app: GpuApp, person: Person): boolean {
  const program = app.name?.split('/').pop();
  return program === undefined || person.command.includes(program);
}
