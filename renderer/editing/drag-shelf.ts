/** What was fetched for a drag and waits to be dragged. Its grants count once and for ten minutes. */

/** Shorter than a grant lives, in milliseconds. */
export const keepMs = 9 * 60_000;

export class DragShelf {
  readonly #ready = new Map<string, { grants: string[]; until: number }>();
  readonly #fetching = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The grants, once; undefined when they are not there or too old. */
  take(key: string): string[] | undefined {
    const found = this.#ready.get(key);
    this.#ready.delete(key);
    return found && found.until > this.#now() ? found.grants : undefined;
  }

  /** False when it is being fetched already. */
  begin(key: string): boolean {
    if (this.#fetching.has(key)) return false;
    this.#fetching.add(key);
    return true;
  }

  end(key: string, grants: string[] | undefined): void {
    this.#fetching.delete(key);
    if (grants) this.#ready.set(key, { grants, until: this.#now() + keepMs });
  }
}
