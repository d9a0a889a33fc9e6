/**
 * Notices that this computer woke up or stands in another network, from inside plain Node: a timer
 * that comes far too late, and the list of interfaces, which is looked at every few seconds.
 */
import { networkInterfaces } from 'node:os';

export interface NetworkChange {
  /** The computer slept. */
  woke: boolean;
  /** Addresses of this computer now, without loopback. */
  addresses: ReadonlySet<string>;
}

const lookMs = 3000;
/** A timer that comes so much too late was slept through. */
const sleptMs = 10_000;

export interface NetworkWatchOptions {
  addresses?: () => ReadonlySet<string>;
  everyMs?: number;
  now?: () => number;
}

export class NetworkWatch {
  readonly #watchers = new Set<(change: NetworkChange) => void>();
  readonly #addresses: () => ReadonlySet<string>;
  readonly #now: () => number;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #before: ReadonlySet<string> = new Set();
  #lastLook = 0;

  constructor(options: NetworkWatchOptions = {}) {
    this.#addresses = options.addresses ?? ownAddresses;
    this.#everyMs = options.everyMs ?? lookMs;
    this.#now = options.now ?? (() => Date.now());
  }

  /** Looks for as long as anybody follows. */
  follow(watcher: (change: NetworkChange) => void): () => void {
    this.#watchers.add(watcher);
    if (!this.#timer) {
      this.#before = this.#addresses();
      this.#lastLook = this.#now();
      this.#timer = setInterval(() => this.look(), this.#everyMs);
      this.#timer.unref();
    }
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** For the timer, and for tests. */
  look(): void {
    const now = this.#now();
    const woke = now - this.#lastLook > this.#everyMs + sleptMs;
    this.#lastLook = now;
    const addresses = this.#addresses();
    const changed = !isSame(addresses, this.#before);
    this.#before = addresses;
    if (!woke && !changed) return;
    for (const watcher of [...this.#watchers]) watcher({ woke, addresses });
  }
}

function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return new Set(all.filter(({ internal }) => !internal).map(({ address }) => address));
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((address) => b.has(address));
}

/**
 * Whether a connection that begins at this address of ours can never be answered any more: the
 * address is gone from this computer. Loopback never goes.
 */
export function isGone(localAddress: string | undefined, addresses: ReadonlySet<string>): boolean {
  if (localAddress === undefined) return false;
  const plain = localAddress.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (plain === '::1' || plain.startsWith('127.')) return false;
  return ![...addresses].some((address) => address.replace(/%.*$/, '') === plain);
}
