/** The engine's Host inside a worker: calls go to main as messages and come back as answers. */
import type { Answer } from '../../preload/contract/questions';
import type { Host } from '../engine/host';
import { logTo } from '../engine/kit/log';
import type { FromWorker, HostCalls, ToWorker, WorkerSetup } from './messages';

export interface RemoteHost extends Host {
  /** Takes main's answer to a call. */
  receive(message: Extract<ToWorker, { type: 'host-answer' }>): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function createRemoteHost(
  setup: WorkerSetup,
  post: (message: FromWorker) => void,
): RemoteHost {
  let nextCall = 1;
  const waiting = new Map<number, Waiting>();

  const call = <M extends keyof HostCalls>(
    method: M,
    args: Parameters<HostCalls[M]>,
    signal?: AbortSignal,
  ): ReturnType<HostCalls[M]> => {
    const id = nextCall;
    nextCall += 1;
    const answer = new Promise((resolve, reject) => {
      const onAbort = () => post({ type: 'host-cancel', call: id });
      const settle = () => signal?.removeEventListener('abort', onAbort);
      waiting.set(id, {
        resolve(value) {
          settle();
          resolve(value);
        },
        reject(error) {
          settle();
          reject(error);
        },
      });
      post({ type: 'host-call', call: id, method, args });
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
    return answer as ReturnType<HostCalls[M]>;
  };

  return {
    log: logTo((entry) => post({ type: 'log', entry }), setup.role),
    paths: setup.paths,
    testProcedures: setup.testProcedures,
    ask: (body, signal) =>
      // The Host promises never to reject: a main that cannot ask is a dismissal.
      call('ask', [body], signal).catch((): Answer => ({ kind: 'dismissed' })),
    secrets: {
      get: (key) => call('secretGet', [key]),
      keepForSession: (key, secret) => call('secretKeep', [key, secret]),
      keepInStore: (key, secret) => call('secretStore', [key, secret]),
      handOver: (key, secret) => call('secretHandOver', [key, secret]),
      forget: (key) => call('secretForget', [key]),
    },
    redeemGrant: (grant) => call('redeemGrant', [grant]),
    makeGrant: (path) => call('makeGrant', [path]),
    systemProxy: (host, port) => call('systemProxy', [host, port]),
    openUrl: (url) => call('openUrl', [url]),
    openPath: (path) => call('openPath', [path]),
    notify: (note) => post({ type: 'notify', note }),
    receive(message) {
      const entry = waiting.get(message.call);
      waiting.delete(message.call);
      if (message.ok) entry?.resolve(message.value);
      else entry?.reject(new Error(message.message));
    },
  };
}
