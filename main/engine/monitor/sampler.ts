/**
 * One server's figures for all who watch them: one channel, one history, started by the first
 * watcher and ended by the last. Survives a lost connection by asking for the link again.
 */

import type { EventOf } from '../../../preload/contract';
import type { Glance, Sample } from '../../../preload/contract/monitor';
import { type Link, type LinkOptions, passesByItself } from '../connections';
import type { Log } from '../kit/log';
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { pause } from '../kit/pause';
import { SamplerChannel } from './channel';
import { GlancePace } from './glance';
import type { GpuQuery } from './gpu-query';
import { History } from './history';
import { type Cadence, Session } from './session';
import { monitorProblem } from './words';

export type MonitorEvent = EventOf<'monitor.server'>;

/** What is needed of the connections room. */
export interface Linker {
  link(server: string, signal: AbortSignal, options?: LinkOptions): Promise<Link>;
  /** The live link, if there is one; never connects. */
  current(server: string): Link | undefined;
}

/** `server` watches everything and may have the server connected; `glance` only looks on. */
export type Watcher =
  | { readonly kind: 'server'; emit(event: MonitorEvent): void }
  | { readonly kind: 'glance'; emit(event: Glance): void };

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
  readonly #pace: GlancePace;
  #latest: MonitorEvent | undefined;
  #glance: Glance | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#pace = new GlancePace(options.cadence.fast);
    // Once whoever made this has added its watcher: that one decides whether we may connect.
    this.done = Promise.resolve().then(() => this.#run(this.#controller.signal));
    // Every watcher waits for it too; without one, nobody needs to hear of the failure.
    this.done.catch(() => {});
  }

  /** Adds a watcher, which gets the newest event at once; the function takes it out again. */
  add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    if (watcher.kind === 'server') {
      if (this.#latest) watcher.emit(this.#latest);
    } else if (this.#glance) watcher.emit(this.#glance);
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
        const mayConnect = this.#mayConnect;
        const result = await this.#runOnce(signal, hadFigures, mayConnect);
        if (signal.aborted) return;
        if (result.hadFigures) failures = 0;
        // Before the next round: who had figures does not connect again what a person disconnected.
        hadFigures ||= result.hadFigures;
        // Somebody came meanwhile who may have the server connected.
        if (!mayConnect && this.#mayConnect) continue;
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

  get #mayConnect(): boolean {
    return [...this.#watchers].some(({ kind }) => kind === 'server');
  }

  /** One channel from start to end. Only bugs are thrown. */
  async #runOnce(
    signal: AbortSignal,
    background: boolean,
    mayConnect: boolean,
  ): Promise<{ reason: Problem; hadFigures: boolean }> {
    const { server, connections, cadence, query } = this.#options;
    let hadFigures = false;
    try {
      const link = mayConnect
        ? await connections.link(server, signal, { background })
        : connections.current(server);
      if (!link) throw new ProblemError(monitorProblem({ kind: 'not-connected', server }));
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
    const glance = this.#pace.offer(sample, isTick);
    if (glance) this.#glance = glance;
    for (const watcher of this.#watchers) {
      if (watcher.kind === 'server') watcher.emit(this.#latest);
      else if (glance) watcher.emit(glance);
    }
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
