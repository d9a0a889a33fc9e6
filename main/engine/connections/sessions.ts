/**
 * Session channels over servers that allow only a few (sshd's MaxSessions). The limit is learned from
 * the first refusal. Then there are two ways: another connection, where that needs no person; else
 * those who come share what there is. A person comes before a transfer, and both before figures: who
 * ranks lower gives its session back and waits in line, and whoever rests gives it back to anybody.
 */
import type { SessionSharing } from '../../../preload/contract/servers';
import { cancelled, ProblemError, problemOf } from '../kit/outcome';
import { pause } from '../kit/pause';

/** A link on which sessions are opened. */
export interface Carrier {
  readonly alive: boolean;
}

/** For whom a session is, the first before the others. */
const ranks = ['person', 'transfer', 'figures'] as const;
export type Rank = (typeof ranks)[number];

/** An open session: it ends by itself or is asked to. */
export interface Held {
  /** Settles when the channel is closed; never rejects. */
  readonly ended: Promise<void>;
  /** True while it is only kept for later. */
  readonly rests?: boolean;
  /** Calls back each time that it begins to rest. */
  onRest?(callback: () => void): void;
  /** Closes it for somebody else's sake. */
  giveBack(): void;
}

export interface Request<C extends Carrier, T> {
  rank: Rank;
  signal: AbortSignal | undefined;
  /** Called each time that it has to wait in line. */
  waiting?: (() => void) | undefined;
  /** @throws ProblemError `connections/too-many-sessions` when the server refuses one more */
  open(carrier: C): Promise<T>;
  held(opened: T): Held;
}

interface World<C extends Carrier> {
  /** One more connection, without asking anybody; null when that cannot be had. */
  another(signal: AbortSignal | undefined): Promise<C | null>;
  /** How the sessions are shared has changed. */
  changed(sharing: SessionSharing): void;
  /** Closes a connection that has had no session for a while. */
  leave(carrier: C): void;
}

/** Connections beside the first: enough for one person's panels, few enough to be polite. */
const mostOthers = 3;
/** An unused one is closed after this, in milliseconds. */
const idleMs = 60_000;

/** How long a session that ended may still be counted, in steps. */
const lingerMs = [30, 60, 120, 250, 500, 1000, 2000, 4000];

interface Place<C> {
  carrier: C;
  sessions: Set<{ rank: Rank; held: Held }>;
  /** A session was open here before. */
  had: boolean;
  idle: NodeJS.Timeout | undefined;
}

interface Waiting {
  rank: Rank;
  go(): void;
}

export class Sessions<C extends Carrier> {
  readonly #places: Place<C>[];
  /** Sessions in one connection; null while no refusal has told. */
  #limit: number | null = null;
  readonly #line: Waiting[] = [];
  #another: Promise<C | null> | undefined;
  #alone = false;

  readonly #first: C;

  constructor(
    first: C,
    private readonly world: World<C>,
  ) {
    this.#first = first;
    this.#places = [placeFor(first)];
  }

  /** @throws what `open` throws, and the cancellation */
  async take<T>(request: Request<C, T>): Promise<T> {
    for (;;) {
      if (request.signal?.aborted) throw new ProblemError(cancelled);
      // A link that is gone says so itself.
      if (!this.#first.alive) return request.open(this.#first);
      const place = this.#free(request.rank);
      if (!place) {
        await this.#room(request);
        continue;
      }
      const opened = await this.#open(place, request);
      if (opened) return opened.value;
    }
  }

  /** Undefined when the server refused: then the limit is known. */
  async #open<T>(place: Place<C>, request: Request<C, T>): Promise<{ value: T } | undefined> {
    // Taken at once: two who come together must not both count on the last place.
    const mine = { rank: request.rank, held: nothingHeld };
    clearTimeout(place.idle);
    place.sessions.add(mine);
    const over = () => {
      if (!place.sessions.delete(mine)) return;
      this.#next();
      this.#rest(place);
      this.#tell();
    };
    try {
      const value = await this.#persist(place, request);
      mine.held = request.held(value);
      place.had = true;
      mine.held.onRest?.(() => this.#rests());
      void mine.held.ended.then(over);
      this.#tell();
      return { value };
    } catch (error) {
      const others = openIn(place);
      if (!isRefused(error) || others === 0) {
        over();
        throw error;
      }
      place.sessions.delete(mine);
      this.#limit = Math.max(1, Math.min(this.#limit ?? others, others));
      this.#tell();
      return undefined;
    }
  }

  /**
   * The server counts a session until its process has ended, a little after the channel has: so a
   * refusal with fewer open than it allows is asked again for a while.
   */
  async #persist<T>(place: Place<C>, { open, signal }: Request<C, T>): Promise<T> {
    for (const ms of lingerMs) {
      try {
        return await open(place.carrier);
      } catch (error) {
        if (!isRefused(error) || !this.#mayLinger(place)) throw error;
        await pause(ms, signal ?? new AbortController().signal);
        if (signal?.aborted) throw new ProblemError(cancelled);
      }
    }
    return open(place.carrier);
  }

  #mayLinger(place: Place<C>): boolean {
    const open = openIn(place);
    return this.#limit === null ? open === 0 && place.had : open < this.#limit;
  }

  /** A connection with room; nobody goes before those of a higher rank who wait. */
  #free(rank: Rank): Place<C> | undefined {
    if (this.#line.some((waiting) => isBefore(waiting.rank, rank))) return undefined;
    const limit = this.#limit ?? Number.POSITIVE_INFINITY;
    this.#drop((place) => !place.carrier.alive && place !== this.#places[0]);
    return this.#places.find(({ sessions }) => sessions.size < limit);
  }

  /** Makes room, or waits for it. */
  async #room(request: Request<C, unknown>): Promise<void> {
    if (!this.#alone && this.#places.length <= mostOthers) {
      this.#another ??= this.#connect(request.signal);
      const carrier = await this.#another;
      if (carrier) return;
    }
    this.#displace(request.rank);
    request.waiting?.();
    await this.#wait(request);
  }

  async #connect(signal: AbortSignal | undefined): Promise<C | null> {
    try {
      const carrier = await this.world.another(signal);
      if (carrier) this.#places.push(placeFor(carrier));
      else this.#alone = true;
      return carrier;
    } finally {
      this.#another = undefined;
    }
  }

  /** Asks one that rests, or else one of the lowest rank below this one, to give its session back. */
  #displace(rank: Rank): void {
    const all = this.#places.flatMap(({ sessions }) => [...sessions]);
    const open = all.filter(({ held }) => held !== nothingHeld);
    const below = open.filter((other) => isBefore(rank, other.rank));
    const lowest = below.sort((a, b) => ranks.indexOf(b.rank) - ranks.indexOf(a.rank))[0];
    (open.find(({ held }) => held.rests) ?? lowest)?.held.giveBack();
  }

  /** Somebody's session is only kept for later: who waits gets it. */
  #rests(): void {
    if (this.#line.length > 0) this.#displace('figures');
  }

  #wait({ rank, signal }: Request<C, unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.#line.indexOf(mine);
        if (at >= 0) this.#line.splice(at, 1);
        signal?.removeEventListener('abort', stop);
        this.#tell();
      };
      const stop = () => {
        leave();
        reject(new ProblemError(cancelled));
      };
      const mine: Waiting = {
        rank,
        go: () => {
          leave();
          resolve();
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#line.push(mine);
      this.#tell();
    });
  }

  #next(): void {
    const waiting = (rank: Rank) => this.#line.find((each) => each.rank === rank);
    ranks
      .map(waiting)
      .find((each) => each !== undefined)
      ?.go();
  }

  /** A connection beside the first that nobody uses is given back after a while. */
  #rest(place: Place<C>): void {
    if (place === this.#places[0] || place.sessions.size > 0) return;
    place.idle = setTimeout(() => this.#drop((each) => each === place), idleMs);
    place.idle.unref();
  }

  #drop(which: (place: Place<C>) => boolean): void {
    for (const place of this.#places.filter(which)) {
      clearTimeout(place.idle);
      this.#places.splice(this.#places.indexOf(place), 1);
      this.world.leave(place.carrier);
    }
  }

  #tell(): void {
    if (this.#limit === null) return;
    const count = (rank: Rank) => this.#line.filter((waiting) => waiting.rank === rank).length;
    this.world.changed({
      limit: this.#limit,
      connections: this.#places.length,
      waiting: count('person'),
      transfers: count('transfer'),
      paused: count('figures'),
    });
  }

  /** The link is gone: nobody waits any more, each for its own reason (`open` will tell). */
  end(): void {
    for (const waiting of [...this.#line]) waiting.go();
    this.#drop((place) => place !== this.#places[0]);
  }
}

const isBefore = (one: Rank, other: Rank) => ranks.indexOf(one) < ranks.indexOf(other);

const isRefused = (error: unknown) => problemOf(error)?.tag === 'connections/too-many-sessions';

/** Sessions that are open, without those that are being asked for. */
function openIn<C>({ sessions }: Place<C>): number {
  return [...sessions].filter(({ held }) => held !== nothingHeld).length;
}

function placeFor<C>(carrier: C): Place<C> {
  return { carrier, sessions: new Set(), had: false, idle: undefined };
}

const nothingHeld: Held = { ended: new Promise(() => {}), giveBack: () => {} };
