/** What the connections room offers, and what it needs of whoever makes it. */
import type { Duplex } from 'node:stream';
import type { ConnectionState, DoctorStep } from '../../../preload/contract/servers';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import type { StateFeed } from '../kit/state-feed';
import type { Asker } from '../servers';
import type { ResolvedServer } from '../servers/resolved';
import type { Vpn } from '../vpn';
import type { Checklist } from './doctor-checklist';
import type { KnownOf } from './forget-host-key';
import type { Connections, Link, SftpOptions } from './link';
import type { IdentityList } from './list-identities';
import type { NetworkWatch } from './network-watch';
import type { KeyVerdict } from './try-key';
import type { Waker } from './wake';
import type { KeptLine } from './words-host-key';

/** A connection that others may use too, because a person would be asked for a second one. */
export interface Lent extends Pick<Link, 'server' | 'peer' | 'alive' | 'onClosed'> {
  /** The bytes of a new SFTP channel. Ending either direction ends it. */
  sftpBytes(options: SftpOptions): Promise<Duplex>;
}

/** A feed that one may follow but not change. */
export type ReadonlyFeed<T> = Pick<StateFeed<T>, 'value' | 'follow' | 'followUntil'>;

export interface LinkOptions {
  /**
   * True for work that nobody is waiting for (sampling, reconnecting a panel). Such a call uses a
   * link that is there, and connects where that needs no person. Nothing is ever asked for its
   * sake: where something would be (a host key, a passphrase, a password, a code) it rejects with
   * `connections/sign-in-needed`; and it rejects where the last sign-in asked for something, failed
   * (unless such failures pass), or was ended by the person.
   */
  background?: boolean;
}

export interface ExamineOptions {
  /**
   * Only whether something that speaks SSH answers: nothing is proven and nothing asked, so it may
   * run without being asked for.
   */
  onlyTheWay?: boolean;
}

export interface ConnectionsRoom extends Connections {
  link(server: string, signal: AbortSignal, options?: LinkOptions): Promise<Link>;
  /** The live link, if there is one; never connects. */
  current(server: string): Link | undefined;
  /**
   * The live link for somebody else to use as well; null where a connection of their own asks nobody. With
   * `connect` it connects first, asking the person. @throws ProblemError as `link` does
   */
  lend(server: string, signal: AbortSignal, options: { connect: boolean }): Promise<Lent | null>;
  /** What the connection to one server does, now and later. */
  state(server: string): ReadonlyFeed<ConnectionState>;
  /** The same for all servers that were ever asked for, by name. */
  readonly states: ReadonlyFeed<ReadonlyMap<string, ConnectionState>>;
  /** Ends the link and any attempt; background calls do not bring it back. */
  disconnect(server: string): Promise<void>;
  /** Reachability and sign-in step by step, on a connection of its own. Emits the list so far. */
  doctor(
    server: string,
    signal: AbortSignal,
    emit: (steps: DoctorStep[]) => void,
    options?: ExamineOptions,
  ): Promise<{ healthy: boolean }>;
  /** Connects by itself where nothing has to be asked. */
  readonly waker: Waker;
  /** The keys that this computer has for signing in. */
  identities(signal: AbortSignal): Promise<IdentityList>;
  /** The lines of known_hosts that vouch for a server's key. */
  knownHostKeys(server: string): Promise<KnownOf>;
  /**
   * Removes those of the person's own files, after a yes to a question that names each.
   * @throws ProblemError the cancellation when the answer is another
   */
  forgetHostKey(server: string, signal: AbortSignal): Promise<KeptLine[]>;
  /**
   * Whether the server lets this key in: signs in with it alone, on a connection of its own. What the
   * server wants beside the key is not given. @throws ProblemError `connections/auth-failed`, …
   */
  signsInWith(server: string, path: string, signal: AbortSignal): Promise<KeyVerdict>;
  /** Ends everything; later calls reject. */
  close(): Promise<void>;
}

export interface ConnectionsNeeds {
  host: Host;
  /** What the ssh config says about a server; without `asker` nobody is asked. @throws ProblemError for a name that cannot be. */
  resolve(server: string, asker?: Asker): ResolvedServer | Promise<ResolvedServer>;
  log?: Log;
  /** Called after each successful connection. Its failures are its own. */
  connected?(server: string): void;
  /** Tests: pauses before a busy server is tried again, in milliseconds. */
  busyPausesMs?: readonly number[];
  /** Tells when this computer woke or its network changed. Default: this computer's. */
  network?: NetworkWatch;
  /** The doctor's steps on a server once one is in. Default: none. */
  health?(link: Link, list: Checklist, signal: AbortSignal): Promise<void>;
  /** This computer's VPNs; without it a missing one is only guessed from addresses. */
  vpn?: Vpn;
  /** Whether the person has reached this server before. Default: never. */
  usedBefore?(server: string): boolean;
}
