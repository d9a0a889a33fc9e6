/** Things that happen in main, told to the pages that listen at that moment. Nothing is kept. */
import type { WatchContext } from '../engine/serve';

export interface Announcer<T> {
  tell(event: T): void;
  /** Calls `watcher` for each event until the returned function is called. */
  follow(watcher: (event: T) => void): () => void;
  /** How many listen. */
  readonly listeners: number;
}

export function createAnnouncer<T>(): Announcer<T> {
  const watchers = new Set<(event: T) => void>();
  return {
    tell(event) {
      for (const watcher of [...watchers]) watcher(event);
    },
    follow(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    get listeners() {
      return watchers.size;
    },
  };
}

/** The handler of a watch that passes on what is told, until the page stops listening. */
export async function passOn<T, E>(
  announcer: Pick<Announcer<T>, 'follow'>,
  { signal, emit }: WatchContext<E>,
  eventOf: (told: T) => E,
): Promise<void> {
  const stop = announcer.follow((told) => {
    emit(eventOf(told)).catch(() => {
      // Only a cancelled watch refuses an event, and then nobody waits for it.
    });
  });
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  stop();
}
