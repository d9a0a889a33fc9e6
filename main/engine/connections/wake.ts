/**
 * Connects by itself, without ever asking: to servers at the start (`wake`), and to those whose link
 * was lost (`keep`). Never more than two attempts at a time, a little apart, so that a lab's gateway
 * is not knocked at by a whole list at once.
 */
import type { ConnectionState } from '../../../preload/contract/servers';
import { anySignal } from '../kit/any-signal';
import type { Log } from '../kit/log';
import { cancelled, problemOf } from '../kit/outcome';
import { forEachParallel } from '../kit/parallel';
import { pause } from '../kit/pause';
import type { NetworkWatch } from './network-watch';
import { passesByItself } from './passing';
import type { ConnectionsRoom } from './room';
import { Turns } from './turns';

/**
 * Short at first: an attempt that reaches nobody costs nobody anything, and most networks are back within
 * a minute. Later a person's look at the clock is often enough.
 */
const usualBackoffMs = [2000, 5000, 5000, 10_000, 15_000, 30_000, 60_000];

export interface WakeOptions {
  connections: Pick<ConnectionsRoom, 'link' | 'states'>;
  log: Log;
  /** Attempts at once. */
  limit?: number;
  /** The longest pause before an attempt, in milliseconds; its length is random. */
  jitterMs?: number;
  /** After this an attempt is given up, in milliseconds: it must not keep the others waiting. */
  attemptMs?: number;
  /** Pauses before the first, second, … attempt to bring a lost link back; the last one repeats. */
  backoffMs?: readonly number[];
  /** Tells when this computer woke or its network changed: then nobody waits for their turn. */
  network?: Pick<NetworkWatch, 'follow'>;
}

/** A lost link that is to come back: when the next attempt begins, in milliseconds since the epoch. */
export interface ComingBack {
  server: string;
  nextTryAt: number;
}

export interface Waker {
  /** Tries each server once. Cancelled, it leaves those alone that were not begun. */
  wake(servers: readonly string[], signal: AbortSignal): Promise<void>;
  /**
   * Until the signal fires: brings lost links back where no person is needed, and tells who waits
   * for the next attempt. A server that refuses the sign-in or was disconnected is left alone.
   */
  keep(signal: AbortSignal, tell: (waiting: ComingBack[]) => void): Promise<void>;
}

export function createWaker(options: WakeOptions): Waker {
  const { connections, limit = 2, backoffMs = usualBackoffMs } = options;
  const turns = new Turns(limit);
  const attempt = async (server: string, signal: AbortSignal): Promise<boolean> => {
    try {
      return await turns.run(signal, () => tryOnce(options, server, signal));
    } catch (error) {
      if (problemOf(error)?.tag !== cancelled.tag) throw error;
      return false;
    }
  };

  return {
    wake: (servers, signal) =>
      forEachParallel(new Set(servers), limit, signal, async (server) => {
        await attempt(server, signal);
      }),
    async keep(signal, tell) {
      const keeper = new Keeper(backoffMs, attempt, tell);
      const stop = options.network?.follow(() => keeper.hurry());
      await connections.states.followUntil(signal, (states) => keeper.look(states));
      stop?.();
      keeper.stop();
    },
  };
}

/** Whether the same may well succeed later. */
async function tryOnce(
  { connections, log, jitterMs = 400, attemptMs = 45_000 }: WakeOptions,
  server: string,
  signal: AbortSignal,
): Promise<boolean> {
  await pause(Math.random() * jitterMs, signal);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), attemptMs);
  const either = anySignal(signal, late.signal);
  try {
    await connections.link(server, either.signal, { background: true });
    return false;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) log.error('waking failed unexpectedly', { server, error: String(error) });
    else log.info('not woken', { server, tag: problem.tag });
    if (problem?.tag === cancelled.tag) return late.signal.aborted;
    return problem !== undefined && passesByItself(problem);
  } finally {
    clearTimeout(timer);
    either.release();
  }
}

interface Loop {
  controller: AbortController;
  nextTryAt: number | null;
  /** Ends the pause that it is in, and begins the steps anew. */
  hurry(): void;
}

/** The lost links: one loop each, until it is back or a person is needed. */
class Keeper {
  readonly #loops = new Map<string, Loop>();
  #before: ReadonlyMap<string, ConnectionState> = new Map();

  constructor(
    private readonly backoffMs: readonly number[],
    private readonly attempt: (server: string, signal: AbortSignal) => Promise<boolean>,
    private readonly tell: (waiting: ComingBack[]) => void,
  ) {
    tell([]);
  }

  look(states: ReadonlyMap<string, ConnectionState>): void {
    const before = this.#before;
    this.#before = states;
    for (const [server, now] of states) {
      // Back again, or ended by the person: nothing more to do.
      if (now.state === 'connected' || now.state === 'disconnected') this.#end(server);
      const wasUp = before.get(server)?.state === 'connected';
      if (wasUp && now.state === 'failed' && passesByItself(now.problem)) void this.#loop(server);
    }
  }

  /** What stood in the way may have gone: all try at once, and then in small steps again. */
  hurry(): void {
    for (const loop of [...this.#loops.values()]) loop.hurry();
  }

  stop(): void {
    for (const server of [...this.#loops.keys()]) this.#end(server);
  }

  async #loop(server: string): Promise<void> {
    this.#end(server);
    const controller = new AbortController();
    const { signal } = controller;
    let tries = 0;
    let nap = new AbortController();
    const loop: Loop = {
      controller,
      nextTryAt: null,
      hurry: () => {
        tries = -1;
        nap.abort();
      },
    };
    this.#loops.set(server, loop);
    signal.addEventListener('abort', () => nap.abort(), { once: true });
    for (; !signal.aborted; tries++) {
      const ms = this.backoffMs[Math.min(tries, this.backoffMs.length - 1)] ?? 60_000;
      loop.nextTryAt = Date.now() + ms;
      this.#tellAll();
      nap = new AbortController();
      await pause(ms, nap.signal);
      if (signal.aborted) break;
      loop.nextTryAt = null;
      this.#tellAll();
      if (!(await this.attempt(server, signal))) break;
    }
    if (this.#loops.get(server) === loop) this.#end(server);
  }

  #end(server: string): void {
    const loop = this.#loops.get(server);
    if (!loop) return;
    this.#loops.delete(server);
    loop.controller.abort();
    this.#tellAll();
  }

  #tellAll(): void {
    this.tell(
      [...this.#loops].flatMap(([server, { nextTryAt }]) =>
        nextTryAt === null ? [] : [{ server, nextTryAt }],
      ),
    );
  }
}
