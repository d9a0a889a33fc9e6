/** A value that watchers follow: each gets the present value first, then every change. */
export class StateFeed<T> {
  #value: T;
  readonly #watchers = new Set<(value: T) => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  /** How many are following: tests look for watchers that were left behind. */
  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** A watcher that changes the value in turn is safe: nobody is told an older value last. */
  set(value: T): void {
    this.#value = value;
    for (const watcher of [...this.#watchers]) {
      if (this.#watchers.has(watcher)) watcher(this.#value);
    }
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  /** Calls `watcher` now and on every change, until the returned function is called. */
  follow(watcher: (value: T) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.#value);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Follows until the signal fires; the body of most watch handlers. */
  async followUntil(signal: AbortSignal, watcher: (value: T) => void): Promise<void> {
    if (signal.aborted) return;
    const stop = this.follow(watcher);
    try {
      await new Promise<void>((resolve) => {
        // The watcher may have fired the signal when it got the present value.
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      stop();
    }
  }
}
