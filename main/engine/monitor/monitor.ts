/** Live figures of servers: hands out one shared sampler per server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Glance } from '../../../preload/contract/monitor';
import type { Host } from '../host';
import { anySignal } from '../kit/any-signal';
import { ProblemError } from '../kit/outcome';
import { GpuQuery } from './gpu-query';
import { type Linker, type MonitorEvent, ServerSampler, type Watcher } from './sampler';
import { type Cadence, usualCadence } from './session';
import { monitorProblem } from './words';

export interface Monitor {
  /**
   * Emits a server's figures until the signal fires, then resolves.
   * @throws ProblemError when they cannot be had: no sign-in, a link that stays lost, no shell.
   */
  watch(server: string, signal: AbortSignal, emit: (event: MonitorEvent) => void): Promise<void>;
  /**
   * Emits a server at a glance, over the same channel, until the signal fires; then resolves. Never
   * connects.
   * @throws ProblemError when there is no connection, and as soon as it is lost.
   */
  glance(server: string, signal: AbortSignal, emit: (glance: Glance) => void): Promise<void>;
}

export function createMonitor(options: {
  host: Host;
  connections: Linker;
  /** Other paces than the usual ones (tests). */
  cadence?: Partial<Cadence>;
}): Monitor {
  const { host, connections } = options;
  const samplers = new Map<string, ServerSampler>();
  const queries = new Map<string, GpuQuery>();

  const queryOf = (server: string) => {
    const query = queries.get(server) ?? new GpuQuery();
    queries.set(server, query);
    return query;
  };

  const samplerOf = (server: string) => {
    const running = samplers.get(server);
    if (running && !running.over) return running;
    const sampler = new ServerSampler({
      server,
      connections,
      cadence: { ...usualCadence, ...options.cadence },
      query: queryOf(server),
      log: host.log.scoped('monitor'),
      script: () => readFile(join(host.paths.resources, 'sampler.sh'), 'utf8'),
    });
    samplers.set(server, sampler);
    const forget = () => {
      if (samplers.get(server) === sampler) samplers.delete(server);
    };
    sampler.done.then(forget, forget);
    return sampler;
  };

  const follow = async (server: string, signal: AbortSignal, watcher: Watcher) => {
    // Before the first event: whoever gets it may have seen enough at once.
    const left = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const sampler = samplerOf(server);
    const leave = sampler.add(watcher);
    try {
      await Promise.race([left, sampler.done]);
    } finally {
      leave();
    }
  };

  return {
    async watch(server, signal, emit) {
      if (!signal.aborted) await follow(server, signal, { kind: 'server', emit });
    },

    async glance(server, signal, emit) {
      if (signal.aborted) return;
      const link = connections.current(server);
      if (!link) throw new ProblemError(monitorProblem({ kind: 'not-connected', server }));
      const ended = new AbortController();
      let lost: ProblemError | undefined;
      const forget = link.onClosed((reason) => {
        lost = new ProblemError(reason);
        ended.abort();
      });
      const either = anySignal(signal, ended.signal);
      try {
        const watcher = { kind: 'glance', emit } as const;
        await follow(server, either.signal, watcher);
      } finally {
        either.release();
        forget();
      }
      if (lost && !signal.aborted) throw lost;
    },
  };
}
