/**
 * One-time permissions for local paths. A dropped or chosen file becomes a random id here; the
 * engine redeems it once. The page never sees a path and cannot make one up.
 */
import { randomUUID } from 'node:crypto';

/** How long a grant waits to be used, in milliseconds. */
const lifetimeMs = 10 * 60_000;

export class Grants {
  readonly #paths = new Map<string, { path: string; expiresAt: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Makes a grant for an absolute local path. */
  make(path: string): string {
    this.#dropExpired();
    const grant = randomUUID();
    this.#paths.set(grant, { path, expiresAt: this.#now() + lifetimeMs });
    return grant;
  }

  /** The path of a grant, once; undefined for an unknown, used or expired one. */
  redeem(grant: string): string | undefined {
    this.#dropExpired();
    const entry = this.#paths.get(grant);
    this.#paths.delete(grant);
    return entry?.path;
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [grant, { expiresAt }] of this.#paths) {
      if (expiresAt < now) this.#paths.delete(grant);
    }
  }
}
