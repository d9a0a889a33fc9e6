/** Handlers of the `diagnostics` procedures: they exist so that tests can hurt a worker. */
import type { Handlers } from './handlers';

export function diagnosticsHandlers(): Handlers<'diagnostics'> {
  let running = 0;
  let cancelled = 0;
  return {
    async echo({ text }) {
      return { text };
    },
    async hang(_input, { signal }) {
      running += 1;
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      running -= 1;
      cancelled += 1;
    },
    async hangs() {
      return { running, cancelled };
    },
    async countAll({ to }, { emit }) {
      for (let n = 1; n <= to; n += 1) await emit(n);
      return { sent: to };
    },
    async countLatest({ to }, { emit, signal }) {
      let sent = 0;
      for (let n = 1; n <= to && !signal.aborted; n += 1) {
        await emit(n);
        sent = n;
        if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return { sent };
    },
    async spin() {
      for (;;);
    },
    async crash() {
      setImmediate(() => {
        throw new Error('a crash asked for by a test');
      });
    },
    async bug() {
      throw new TypeError('a bug asked for by a test');
    },
  };
}
