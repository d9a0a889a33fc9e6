/** Several reasons to stop as one. `AbortSignal.any` does not exist on the oldest Node we run on. */

/** A signal that fires with the first of these; call `release` when the work is over. */
export function anySignal(...signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const release = () => {
    for (const signal of signals) signal.removeEventListener('abort', stop);
  };
  for (const signal of signals) {
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }
  return { signal: controller.signal, release };
}
