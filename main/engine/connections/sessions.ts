/**
 * Session channels over servers that allow only a few (sshd's MaxSessions). The limit is learned from
 * the first refusal. Then there are two ways: another connection, where that needs no person; else
 * those who come share what there is. A person comes before work in the background, which gives its
 * session back for their sake and waits in line.
 */
import type { SessionSharing } from '../../../preload/contract/servers';
import { cancelled, ProblemError, problemOf } from '../kit/outcome';
import { pause } from '../kit/pause';

/** A link on which sessions are opened. */
export interface Carrier {
  readonly alive: boolean;
}

/** An open session: it ends by itself or is asked to. */
export interface Held {
  /** Settles when the channel is closed; never rejects. */
  readonly ended: Promise<void>;
  /** Closes it for somebody else's sake. */
  giveBack(): void;
}

export interface Request<C extends Carrier, T> {
  /** Work that nobody waits for: it never displaces anybody, and is displaced. */
  background: boolean;
  signal: AbortSignal | undefined;
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
  sessions: Set<{ background: boolean; held: Held }>;
  /** A session was open here before. */
  had: boolean;
  idle: NodeJS.Timeout | undefined;
}

interface Waiting {
  background: boolean;
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
      const place = this.#free(request.background);
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
    const mine = { background: request.background, held: nothingHeld };
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

  /** A connection with room; nobody in the background goes before a person who waits. */
  #free(background: boolean): Place<C> | undefined {
    if (background && this.#line.some((waiting) => !waiting.background)) return undefined;
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
    if (!request.background) this.#displace();
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

  /** Asks one in the background to give its session back. */
  #displace(): void {
    const all = this.#places.flatMap(({ sessions }) => [...sessions]);
    all.find(({ background, held }) => background && held !== nothingHeld)?.held.giveBack();
  }

  #wait({ background, signal }: Request<C, unknown>): Promise<void> {
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
        background,
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
    const first = this.#line.find(({ background }) => !background) ?? this.#line[0];
    first?.go();
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
    const waiting = this.#line.filter(({ background }) => !background).length;
    this.world.changed({
      limit: this.#limit,
      connections: this.#places.length,
      waiting,
      paused: this.#line.length - waiting,
    });
  }

  /** The link is gone: nobody waits any more, each for its own reason (`open` will tell). */
  end(): void {
    for (const waiting of [...this.#line]) waiting.go();
    this.#drop((place) => place !== this.#places[0]);
  }
}

const isRefused = (error: unknown) => problemOf(error)?.tag === 'connections/too-many-sessions';

/** Sessions that are open, without those that are being asked for. */
function openIn<C>({ sessions }: Place<C>): number {
  return [...sessions].filter(({ held }) => held !== nothingHeld).length;
}

function placeFor<C>(carrier: C): Place<C> {
  return { carrier, sessions: new Set(), had: false, idle: undefined };
}

const nothingHeld: Held = { ended: new Promise(() => {}), giveBack: () => {} };
