/** Secrets of this run, for all workers: in this process's memory only, gone when it ends. */

export interface SecretShelf {
  get(key: string): string | undefined;
  /** Until Labmate ends. */
  keep(key: string, secret: string): void;
  /** For a short while, or ended with null: see `Host.secrets.handOver`. What is kept longer stays. */
  handOver(key: string, secret: string | null): void;
  forget(key: string): void;
  forgetAll(): void;
}

/** How long an answer serves the connections beside the first, in milliseconds. */
export const HAND_OVER_MS = 120_000;

export function createSecretShelf(now: () => number = Date.now): SecretShelf {
  const shelf = new Map<string, { secret: string; until: number }>();
  const sweep = () => {
    for (const [key, { until }] of shelf) if (until <= now()) shelf.delete(key);
  };
  return {
    get(key) {
      sweep();
      return shelf.get(key)?.secret;
    },
    keep: (key, secret) => void shelf.set(key, { secret, until: Number.POSITIVE_INFINITY }),
    handOver(key, secret) {
      sweep();
      if (shelf.get(key)?.until === Number.POSITIVE_INFINITY) return;
      shelf.delete(key);
      if (secret === null) return;
      shelf.set(key, { secret, until: now() + HAND_OVER_MS });
      // It leaves the memory even if nobody asks again.
      setTimeout(sweep, HAND_OVER_MS + 1).unref();
    },
    forget: (key) => void shelf.delete(key),
    forgetAll: () => shelf.clear(),
  };
}
