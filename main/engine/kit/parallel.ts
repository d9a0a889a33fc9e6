/** Doing many things, a few at a time: the bound is what keeps servers and memory calm. */
import { throwIfCancelled } from './outcome';

/**
 * Runs `work` over `items`, at most `limit` at a time. The first failure (or the signal) stops new
 * work; what is under way settles first, then the promise rejects with that failure.
 */
export async function forEachParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    if (failures.length > 0 || signal.aborted) break;
    const one: Promise<void> = work(item)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => running.delete(one));
    running.add(one);
    if (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  throwIfCancelled(signal);
}

/**
 * `promise`, or the cancellation as soon as the signal fires. For requests that cannot be taken
 * back: their late result is ignored, their late failure is no bug.
 */
export async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Its failure after the cancellation has nobody to hear it, also when the signal fired before.
  promise.catch(() => {});
  throwIfCancelled(signal);
  let stop: () => void = () => {};
  const fired = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const settled = await Promise.race([
      promise.then((value) => ({ value })),
      fired.then(() => undefined),
    ]);
    if (!settled) {
      throwIfCancelled(signal);
      throw new Error('unreachable: only the signal ends the wait');
    }
    return settled.value;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
