/** Answers what workers ask of the Host: questions, secrets, grants, the browser. */
import type { Log } from '../engine/kit/log';
import type { QuestionBoard } from '../engine/questions';
import type { FromWorker, HostCalls, ToWorker, WorkerRole } from '../worker/messages';
import type { SecretShelf } from './secret-shelf';
import type { SecretStore } from './secret-store';
import type { WorkerPool } from './worker-pool';

export interface HostDesk {
  call(role: WorkerRole, message: Extract<FromWorker, { type: 'host-call' }>): void;
  cancel(role: WorkerRole, call: number): void;
  /** The worker is gone: its open questions are dismissed. */
  workerLost(role: WorkerRole): void;
}

export function createHostDesk(options: {
  pool: Pick<WorkerPool, 'send'>;
  board: QuestionBoard;
  /** What is remembered for this run, and what is kept beyond it. */
  secrets: SecretShelf;
  store: SecretStore;
  redeemGrant(grant: string): string | undefined;
  makeGrant(path: string): string;
  systemProxy(host: string, port: number): Promise<string>;
  openUrl(url: string): Promise<void>;
  openPath(path: string): Promise<void>;
  log: Log;
  /** Told of every secret before it is kept, so that no log ever shows it. */
  learn?(secret: string): void;
}): HostDesk {
  const { pool, board, log, secrets, store } = options;
  const open = new Map<string, AbortController>();

  const methods = (signal: AbortSignal): HostCalls => ({
    ask: (body) => board.ask(body, signal),
    secretGet: async (key) => {
      const remembered = secrets.get(key);
      if (remembered !== undefined) return remembered;
      const kept = store.get(key);
      if (kept !== undefined) options.learn?.(kept);
      return kept;
    },
    secretStore: async (key, secret) => {
      options.learn?.(secret);
      return store.keep(key, secret);
    },
    secretKeep: async (key, secret) => {
      options.learn?.(secret);
      secrets.keep(key, secret);
    },
    secretHandOver: async (key, secret) => {
      if (secret !== null) options.learn?.(secret);
      secrets.handOver(key, secret);
    },
    secretForget: async (key) => {
      secrets.forget(key);
      await store.forget(key);
    },
    redeemGrant: async (grant) => options.redeemGrant(grant),
    makeGrant: async (path) => options.makeGrant(path),
    systemProxy: (host, port) => options.systemProxy(host, port),
    openUrl: (url) => options.openUrl(url),
    openPath: (path) => options.openPath(path),
  });

  return {
    call(role, { call, method, args }) {
      const key = `${role} ${call}`;
      const controller = new AbortController();
      open.set(key, controller);
      // The worker is our own code; its types were checked where it was compiled.
      const run = methods(controller.signal)[method] as (...values: unknown[]) => Promise<unknown>;
      // A worker that was replaced meanwhile numbers its calls anew: it must not get this answer.
      const settle = (answer: ToWorker) => {
        if (open.get(key) !== controller) return;
        open.delete(key);
        pool.send(role, answer);
      };
      run(...args).then(
        (value) => settle({ type: 'host-answer', call, ok: true, value }),
        (error: unknown) => {
          log.error('a host call failed', { method, error: String(error) });
          settle({ type: 'host-answer', call, ok: false, message: String(error) });
        },
      );
    },
    cancel: (role, call) => open.get(`${role} ${call}`)?.abort(),
    workerLost(role) {
      for (const [key, controller] of [...open]) {
        if (!key.startsWith(`${role} `)) continue;
        open.delete(key);
        controller.abort();
      }
    },
  };
}
