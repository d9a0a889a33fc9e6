/**
 * Asks one channel for everything, each at its own pace: a GPU tool or a network disk that hangs
 * delays only itself. Holds what is known of the server at this moment.
 */
import type { Mount, Sample } from '../../../preload/contract/monitor';
import { pause } from '../kit/pause';
import type { SamplerChannel } from './channel';
import { DiskWatch } from './disk-watch';
import { textOf, textsOf } from './frames';
import { type GpuQuery, processFields } from './gpu-query';
import { readGpuAnswer, type ServerFacts, serverFacts, withoutTool } from './gpu-report';
import { GpuWatch } from './gpu-watch';
import { type CpuTimes, type FastFigures, parseCpuTimes, parseFast } from './parse-fast';
import { parseInstances } from './parse-gpus';
import { type Person, parsePeople } from './parse-people';
import { monitorProblem } from './words';

/** How often things are read, in milliseconds. */
export interface Cadence {
  readonly fast: number;
  readonly gpus: number;
  readonly people: number;
  readonly localDisks: number;
  readonly remoteDisks: number;
  /** After this long without an answer nvidia-smi is said to hang. */
  readonly gpuPatience: number;
}

export const usualCadence: Cadence = {
  fast: 2000,
  gpus: 2000,
  people: 10_000,
  localDisks: 16_000,
  remoteDisks: 60_000,
  gpuPatience: 15_000,
};

/** `ps` is asked about so many processes at most. */
const maxPids = 500;

export class Session {
  readonly #channel: SamplerChannel;
  readonly #cadence: Cadence;
  readonly #query: GpuQuery;
  readonly #onChange: (sample: Sample, isTick: boolean) => void;
  readonly #facts: ServerFacts;
  readonly #gpus = new GpuWatch();
  readonly #disks: DiskWatch;
  readonly #ended = new AbortController();
  #fast: FastFigures | undefined;
  #at = 0;
  #cpuTimes: CpuTimes | undefined;
  #people = new Map<number, Person>();
  #peopleAt = 0;
  #mounts: Mount[] = [];

  constructor(options: {
    channel: SamplerChannel;
    cadence: Cadence;
    query: GpuQuery;
    /** `isTick`: a new reading of CPU and memory, which makes a point of the history. */
    onChange: (sample: Sample, isTick: boolean) => void;
  }) {
    this.#channel = options.channel;
    this.#cadence = options.cadence;
    this.#query = options.query;
    this.#onChange = options.onChange;
    this.#facts = serverFacts(options.channel.hello);
    this.#disks = new DiskWatch(options.channel, options.cadence, (mounts) => {
      this.#mounts = mounts;
      this.#changed(false);
    });
  }

  /** Reads until the channel ends or the signal fires (which closes the channel). */
  async run(signal: AbortSignal) {
    const stop = () => this.#channel.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const loops = Promise.all([
      this.#readFast(),
      this.#readGpus(),
      this.#disks.run(this.#ended.signal),
    ]);
    // A bug in one of them ends the channel; it is thrown below, to whoever watches.
    loops.catch(stop);
    const reason = await this.#channel.ended;
    signal.removeEventListener('abort', stop);
    this.#ended.abort();
    await loops;
    return reason;
  }

  async #readFast(): Promise<void> {
    const signal = this.#ended.signal;
    for (let round = 0; !signal.aborted; round += 1) {
      const started = Date.now();
      const frame = await this.#channel.request({ verb: 'fast' });
      if (frame) {
        this.#fast = parseFast(frame, this.#cpuTimes);
        this.#cpuTimes = parseCpuTimes(textOf(frame, 'stat'));
        this.#at = Date.now();
        this.#changed(true);
      }
      // The second reading comes soon, so that the CPU has a figure at once.
      const interval = round === 0 ? Math.min(500, this.#cadence.fast) : this.#cadence.fast;
      await pause(Math.max(50, interval - (Date.now() - started)), signal);
    }
  }

  async #readGpus(): Promise<void> {
    const signal = this.#ended.signal;
    if (!this.#facts.hasTool) {
      const report = withoutTool(this.#facts);
      if (report.state !== 'ok') this.#gpus.fail(report);
      return;
    }
    while (!signal.aborted) {
      const started = Date.now();
      const again = await this.#readGpusOnce();
      if (again) continue;
      const took = Date.now() - started;
      // A driver that sleeps between calls wakes up in seconds: leave it alone twice as long.
      await pause(Math.max(50, this.#cadence.gpus - took, took > 1000 ? took * 2 : 0), signal);
    }
  }

  /** One round of nvidia-smi; true when it should be asked again at once with fewer columns. */
  async #readGpusOnce(): Promise<boolean> {
    const answered = this.#tellWhenItHangs();
    const argument = `${this.#query.fields.join(',')} ${processFields}`;
    const frame = await this.#channel.request({ verb: 'gpus', argument });
    answered();
    if (!frame) return false;
    const answer = readGpuAnswer(frame, this.#query, this.#facts);
    if (answer.kind === 'retry') return true;
    this.#gpus.take(answer);
    if (this.#gpus.needsInstances) await this.#readInstances();
    await this.#readPeople();
    this.#changed(false);
    return false;
  }

  /**
   * Says that nvidia-smi hangs once patience is over. Where the quick figures stay away too, it is
   * the link that is silent; the connection says that itself, and the driver is not to blame.
   */
  #tellWhenItHangs(): () => void {
    const { fast, gpuPatience } = this.#cadence;
    const asked = Date.now();
    const tell = () => {
      if (Date.now() - this.#at > 2 * fast + 1000) {
        timer = setTimeout(tell, fast);
        return;
      }
      const seconds = Math.round((Date.now() - asked) / 1000);
      const problem = monitorProblem({ kind: 'tool-hangs', seconds });
      this.#gpus.fail({ state: 'broken', problem });
      this.#changed(false);
    };
    let timer = setTimeout(tell, gpuPatience);
    return () => clearTimeout(timer);
  }

  async #readInstances(): Promise<void> {
    const frame = await this.#channel.request({ verb: 'instances' });
    if (frame && textOf(frame, 'instance-exit') === '0') {
      this.#gpus.setInstances(parseInstances(textsOf(frame, 'instance')));
    }
  }

  /** Looks up owners when a process is new, and all of them now and then. */
  async #readPeople(): Promise<void> {
    const pids = this.#gpus.pids.slice(0, maxPids);
    const isNew = pids.some((pid) => !this.#people.has(pid));
    const due = Date.now() - this.#peopleAt >= this.#cadence.people;
    if (pids.length === 0 || !(isNew || due)) return;
    const frame = await this.#channel.request({ verb: 'people', argument: pids.join(',') });
    if (!frame) return;
    this.#peopleAt = Date.now();
    this.#people = parsePeople(
      { ps: textsOf(frame, 'ps'), proc: textsOf(frame, 'proc') },
      { ticks: this.#facts.clockTicks, uptimeSeconds: this.#fast?.uptimeSeconds.value ?? null },
    );
  }

  #changed(isTick: boolean): void {
    const fast = this.#fast;
    if (!fast) return;
    const { busyPercent, ...figures } = fast;
    const gpus = this.#gpus.report(this.#people, this.#facts, this.#disks.hidesProcesses);
    this.#onChange(
      {
        at: this.#at,
        hostname: this.#facts.hostname,
        gpus,
        cpu: { busyPercent, cores: this.#facts.cores },
        ...figures,
        mounts: this.#mounts,
      },
      isTick,
    );
  }
}
