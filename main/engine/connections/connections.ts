/**
 * The room's keeper: one link per server, made on demand, shared by everybody who asks, told about
 * when it changes, and closed as a whole.
 */
import type { QuestionBody } from '../../../preload/contract/questions';
import type { ConnectionState, DoctorStep } from '../../../preload/contract/servers';
import type { Log } from '../kit/log';
import { cancelled, type Problem, ProblemError, problemOf } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import type { Asker } from '../servers';
import type { AttemptContext } from './attempt';
import { type Connected, connect, furtherLink } from './connect';
import { examine } from './doctor';
import { forgetHostKey, type KnownOf, knownHostKeys } from './forget-host-key';
import type { Link } from './link';
import { type IdentityList, listIdentities } from './list-identities';
import { NetworkWatch } from './network-watch';
import { passesByItself } from './passing';
import { raceAbort } from './race-abort';
import type {
  ConnectionsNeeds,
  ConnectionsRoom,
  ExamineOptions,
  Lent,
  LinkOptions,
  ReadonlyFeed,
} from './room';
import { passwordKey } from './sign-in';
import { type KeyVerdict, tryKey } from './try-key';
import { untilLetIn } from './until-let-in';
import { speaksOfTheWay } from './vpn';
import { createWaker, type Waker } from './wake';
import { connectionError, connectionProblem } from './words';
import type { KeptLine } from './words-host-key';

interface Attempt {
  /** Nobody waits for it: it must not ask. A person who joins it changes that. */
  quiet: boolean;
  promise: Promise<Link>;
  controller: AbortController;
  waiters: number;
}

interface Entry {
  readonly feed: StateFeed<ConnectionState>;
  attempt?: Attempt | undefined;
  connected?: Connected | undefined;
  /** Why background calls must not connect. */
  hold?: Problem | undefined;
}

export function createConnections(needs: ConnectionsNeeds): ConnectionsRoom {
  return new Room(needs);
}

class Room implements ConnectionsRoom {
  readonly states = new StateFeed<ReadonlyMap<string, ConnectionState>>(new Map());
  readonly waker: Waker;
  readonly #entries = new Map<string, Entry>();
  readonly #log: Log;
  readonly #network: NetworkWatch;
  #stopNetwork: (() => void) | undefined;
  #closed = false;

  constructor(private readonly needs: ConnectionsNeeds) {
    this.#log = (needs.log ?? needs.host.log).scoped('connections');
    this.#network = needs.network ?? new NetworkWatch();
    this.waker = createWaker({ connections: this, log: this.#log, network: this.#network });
  }

  identities(signal: AbortSignal): Promise<IdentityList> {
    return listIdentities(this.needs.host.paths.ssh, signal);
  }

  async link(server: string, signal: AbortSignal, options: LinkOptions = {}): Promise<Link> {
    if (signal.aborted) throw new ProblemError(cancelled);
    if (this.#closed) throw new ProblemError(connectionProblem({ kind: 'disconnected', server }));
    const entry = this.#entry(server);
    if (entry.connected?.link.alive) return entry.connected.link;
    if (options.background && entry.hold && !entry.attempt) throw this.#held(server, entry.hold);
    entry.attempt ??= this.#start(server, entry);
    const { attempt } = entry;
    if (!options.background) attempt.quiet = false;
    attempt.waiters++;
    try {
      return await raceAbort(attempt.promise, signal);
    } finally {
      attempt.waiters--;
      // The last one who wanted it has gone: stop, and let the next caller begin anew.
      if (attempt.waiters === 0 && entry.attempt === attempt) {
        entry.attempt = undefined;
        attempt.controller.abort();
        this.#set(server, entry, { state: 'disconnected' });
      }
    }
  }

  /** Why nothing is done in the background. A link that was lost does not come back: that is shown. */
  #held(server: string, hold: Problem): ProblemError {
    const entry = this.#entry(server);
    const { value } = entry.feed;
    const shownAsLost = value.state === 'failed' && value.problem.tag !== hold.tag;
    if (shownAsLost && hold.tag === 'connections/sign-in-needed') {
      this.#set(server, entry, { state: 'failed', problem: hold });
    }
    return new ProblemError(hold);
  }

  current(server: string): Link | undefined {
    const link = this.#entries.get(server)?.connected?.link;
    return link?.alive ? link : undefined;
  }

  async lend(
    server: string,
    signal: AbortSignal,
    { connect }: { connect: boolean },
  ): Promise<Lent | null> {
    if (connect) await this.link(server, signal);
    const connected = this.#entries.get(server)?.connected;
    return connected?.interactive && connected.link.alive ? connected.link : null;
  }

  state(server: string): ReadonlyFeed<ConnectionState> {
    return this.#entry(server).feed;
  }

  async disconnect(server: string): Promise<void> {
    const entry = this.#entry(server);
    entry.hold = connectionProblem({ kind: 'disconnected', server });
    const { attempt, connected } = entry;
    entry.attempt = undefined;
    entry.connected = undefined;
    attempt?.controller.abort();
    this.#set(server, entry, { state: 'disconnected' });
    // Who leaves does not want to be let in again without being asked.
    if (connected) await this.needs.host.secrets.handOver?.(passwordKey(connected.link.peer), null);
    await connected?.close();
  }

  async doctor(
    server: string,
    signal: AbortSignal,
    emit: (steps: DoctorStep[]) => void,
    { onlyTheWay = false }: ExamineOptions = {},
  ): Promise<{ healthy: boolean }> {
    const { health } = this.needs;
    const context = this.#context(server, signal, () => {}, { quiet: onlyTheWay });
    return examine({
      server,
      resolve: async () =>
        this.needs.resolve(server, onlyTheWay ? undefined : this.#asker(context)),
      context,
      emit,
      onlyTheWay,
      ...(health && { health }),
    });
  }

  async knownHostKeys(server: string): Promise<KnownOf> {
    return knownHostKeys(await this.needs.resolve(server));
  }

  async forgetHostKey(server: string, signal: AbortSignal): Promise<KeptLine[]> {
    const { host } = this.needs;
    const removed = await forgetHostKey(await this.needs.resolve(server), host, signal);
    this.#log.info('host keys were forgotten', {
      server,
      lines: removed.map(({ file, line, fingerprint }) => `${file}:${line} ${fingerprint}`),
    });
    // What failed because of the old key has no reason any more.
    const { value } = this.state(server);
    if (value.state === 'failed' && value.problem.tag === 'connections/host-key-changed') {
      await this.disconnect(server);
    }
    return removed;
  }

  async signsInWith(server: string, path: string, signal: AbortSignal): Promise<KeyVerdict> {
    const resolved = await this.needs.resolve(server);
    const context = { ...this.#context(server, signal, () => {}), keysOnlyAt: resolved.name };
    return tryKey(resolved, path, context);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopNetwork?.();
    await Promise.all([...this.#entries.keys()].map((server) => this.disconnect(server)));
  }

  #entry(server: string): Entry {
    let entry = this.#entries.get(server);
    if (!entry) {
      entry = { feed: new StateFeed<ConnectionState>({ state: 'disconnected' }) };
      this.#entries.set(server, entry);
    }
    return entry;
  }

  #set(server: string, entry: Entry, state: ConnectionState): void {
    entry.feed.set(state);
    this.states.update((all) => new Map(all).set(server, state));
  }

  /** From the first attempt on: before it there is nothing that a change could touch. */
  #watchNetwork(): void {
    this.#stopNetwork ??= this.#network.follow(({ woke, addresses }) => {
      this.#log.info('the network changed', { woke });
      for (const { connected } of this.#entries.values()) connected?.networkChanged(addresses);
    });
  }

  #start(server: string, entry: Entry): Attempt {
    this.#watchNetwork();
    const controller = new AbortController();
    const attempt: Attempt = {
      controller,
      waiters: 0,
      quiet: true,
      promise: Promise.resolve(null as never),
    };
    attempt.promise = this.#connect(server, entry, attempt);
    // Those who wait have their own handler; this one is for when all have gone.
    attempt.promise.catch(() => {});
    return attempt;
  }

  async #connect(server: string, entry: Entry, attempt: Attempt): Promise<Link> {
    const { controller } = attempt;
    // `link` stores the attempt right after this returns at its first await.
    const mine = () => entry.attempt === attempt;
    const tell = (step: string) => {
      if (!controller.signal.aborted) this.#set(server, entry, { state: 'connecting', step });
    };
    tell('reading the ssh config');
    try {
      const context = this.#context(server, controller.signal, tell, attempt);
      const resolved = await this.needs.resolve(server, this.#asker(context));
      const connected = await untilLetIn(
        () => connect(resolved, this.#context(server, controller.signal, tell, attempt)),
        { signal: controller.signal, tell, pausesMs: this.needs.busyPausesMs },
      );
      if (controller.signal.aborted) {
        await connected.close();
        throw new ProblemError(cancelled);
      }
      connected.link.another = (signal) => {
        const never = new AbortController().signal;
        const context = this.#context(server, signal ?? never, () => {}, { quiet: true });
        return furtherLink(resolved, connected, context);
      };
      this.needs.vpn?.note(server, true);
      this.#keep(server, entry, connected);
      return connected.link;
    } catch (error) {
      const problem = problemOf(error);
      if (problem && speaksOfTheWay(problem)) this.needs.vpn?.note(server, false);
      if (mine() && problem?.tag !== cancelled.tag) {
        if (problem) entry.hold = passesByItself(problem) ? undefined : problem;
        else this.#log.error('connecting failed unexpectedly', { server, error: String(error) });
        this.#set(
          server,
          entry,
          problem ? { state: 'failed', problem } : { state: 'disconnected' },
        );
      }
      throw error;
    } finally {
      if (mine()) entry.attempt = undefined;
      // Withdraws questions that nobody needs answered any more.
      controller.abort();
    }
  }

  #keep(server: string, entry: Entry, connected: Connected): void {
    const { link } = connected;
    entry.connected = connected;
    entry.hold = undefined;
    const { user, host, port, software } = link.peer;
    const peer = { user, host, port, software };
    const up = { state: 'connected' as const, since: Date.now(), ...peer };
    const tell = () => {
      if (entry.connected !== connected) return;
      const { silentSince, sharing } = link;
      this.#set(server, entry, { ...up, silentSince, sharing });
    };
    tell();
    link.onSharing(tell);
    link.onSilence((silentSince) => {
      this.#log.info(silentSince === null ? 'answers again' : 'does not answer', { server });
      tell();
    });
    this.needs.connected?.(server);
    link.onClosed((reason) => {
      if (entry.connected !== connected) return;
      entry.connected = undefined;
      if (connected.interactive)
        entry.hold = connectionProblem({ kind: 'sign-in-needed', server, waitsFor: null });
      this.#log.info('link lost', { server, tag: reason.tag, detail: reason.detail });
      this.needs.host.notify({
        kind: 'connection-lost',
        title: `The connection to ${server} was lost`,
        body: reason.what,
        server,
      });
      this.#set(server, entry, { state: 'failed', problem: reason });
    });
  }

  /** Asks about commands that the config itself wants run. */
  #asker({ ask, signal }: AttemptContext): Asker {
    return { ask, signal, dataFolder: this.needs.host.paths.data };
  }

  #context(
    server: string,
    signal: AbortSignal,
    tell: (step: string) => void,
    attempt?: Pick<Attempt, 'quiet'>,
  ): AttemptContext {
    const { host } = this.needs;
    let last = '';
    const step = (words: string) => {
      last = words;
      tell(words);
    };
    return {
      host,
      log: this.#log,
      signal,
      step,
      usedBefore: this.needs.usedBefore?.(server) ?? false,
      vpn: this.needs.vpn,
      ask: async (body: QuestionBody) => {
        if (attempt?.quiet) {
          throw connectionError({ kind: 'sign-in-needed', server, waitsFor: body.kind });
        }
        tell('waiting for your answer');
        const answer = await host.ask(body, signal);
        tell(last);
        return answer;
      },
      patiently: (work) => work(),
    };
  }
}
