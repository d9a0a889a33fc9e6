/**
 * One server's figures for all who watch them: one channel, one history, started by the first
 * watcher and ended by the last. Survives a lost connection by asking for the link again.
 */

import type { EventOf } from '../../../preload/contract';
import type { Sample } from '../../../preload/contract/monitor';
import { type Link, type LinkOptions, passesByItself } from '../connections';
import type { Log } from '../kit/log';
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { pause } from '../kit/pause';
import { SamplerChannel } from './channel';
import type { GpuQuery } from './gpu-query';
import { History } from './history';
import { type Cadence, Session } from './session';

export type MonitorEvent = EventOf<'monitor.server'>;

/** What is needed of the connections room. */
export interface Linker {
  link(server: string, signal: AbortSignal, options?: LinkOptions): Promise<Link>;
}

export interface Watcher {
  emit(event: MonitorEvent): void;
}

/** Waits between attempts to get a lost link back, in milliseconds; then it is given up. */
const waits = [500, 2000, 5000, 10_000, 20_000, 30_000];

/** Worth another try without a person. */
const passes = (reason: Problem) => passesByItself(reason) || reason.tag === 'monitor/ended';

export class ServerSampler {
  /** Rejects when the figures cannot be had any more; resolves when nobody watches. */
  readonly done: Promise<void>;
  readonly #options: SamplerOptions;
  readonly #watchers = new Set<Watcher>();
  readonly #controller = new AbortController();
  readonly #history = new History();
  #latest: MonitorEvent | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.done = this.#run(this.#controller.signal);
    // Every watcher waits for it too; without one, nobody needs to hear of the failure.
    this.done.catch(() => {});
  }

  /** Adds a watcher, which gets the newest event at once; the function takes it out again. */
  add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    if (this.#latest) watcher.emit(this.#latest);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#controller.abort();
    };
  }

  /** Ended or ending: a new watcher needs a new sampler. */
  get over(): boolean {
    return this.#controller.signal.aborted;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let hadFigures = false;
    try {
      for (;;) {
        const result = await this.#runOnce(signal, hadFigures);
        if (signal.aborted) return;
        if (result.hadFigures) failures = 0;
        hadFigures ||= result.hadFigures;
        const wait = waits[failures];
        // Who never saw a figure hears at once why.
        if (!hadFigures || wait === undefined || !passes(result.reason)) {
          throw new ProblemError(result.reason);
        }
        failures += 1;
        this.#history.gap(Date.now());
        this.#options.log.info('figures interrupted', {
          server: this.#options.server,
          reason: result.reason.tag,
        });
        await pause(wait, signal);
      }
    } finally {
      this.#controller.abort();
    }
  }

  /** One channel from start to end. Only bugs are thrown. */
  async #runOnce(
    signal: AbortSignal,
    background: boolean,
  ): Promise<{ reason: Problem; hadFigures: boolean }> {
    const { server, connections, cadence, query } = this.#options;
    let hadFigures = false;
    try {
      const link = await connections.link(server, signal, { background });
      const channel = await SamplerChannel.open(link, await this.#options.script(), signal);
      const session = new Session({
        channel,
        cadence,
        query,
        onChange: (sample, isTick) => {
          hadFigures = true;
          this.#publish(sample, isTick);
        },
      });
      return { reason: await session.run(signal), hadFigures };
    } catch (error) {
      const reason = problemOf(error);
      if (!reason) throw error;
      return { reason, hadFigures };
    }
  }

  #publish(sample: Sample, isTick: boolean): void {
    const { cadence } = this.#options;
    if (isTick) this.#history.add(sample, cadence.fast);
    this.#latest = {
      sample,
      history: [...this.#history.points],
      intervalSeconds: cadence.fast / 1000,
    };
    for (const watcher of this.#watchers) watcher.emit(this.#latest);
  }
}

export interface SamplerOptions {
  readonly server: string;
  readonly connections: Linker;
  readonly cadence: Cadence;
  /** The columns that this server's driver knows; outlives the sampler. */
  readonly query: GpuQuery;
  readonly log: Log;
  /** The text of resources/sampler.sh. */
  script(): Promise<string>;
}
