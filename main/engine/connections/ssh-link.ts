/** A signed-in connection: opens channels, and tells everything on it when it is lost. */
import type { Duplex } from 'node:stream';
import type { Channel, Client, ClientChannel, SFTPWrapper } from 'ssh2';
import type { SessionSharing } from '../../../preload/contract/servers';
import { cancelled, type Problem, ProblemError } from '../kit/outcome';
import { ChannelDuplex } from './channel-streams';
import { despiteDropbear } from './despite-dropbear';
import { heldProcess, heldSftp, heldStream, rankOf } from './held-sessions';
import type { Link, PtyRequest, RemoteProcess, SftpOptions } from './link';
import { Liveness, type LivenessLimits } from './liveness';
import { isGone } from './network-watch';
import { Sessions } from './sessions';
import type { Sftp } from './sftp';
import { skipNoiseOf } from './skip-noise';
import { answerSmallWindow, openWithSmallWindow } from './small-window';
import { SshProcess } from './ssh-process';
import { SshSftp } from './ssh-sftp';
import { connectionError, connectionProblem } from './words';
import { type Tried, triedWords } from './words-sign-in';

/** How long a polite goodbye may take before the socket is destroyed. */
const GOODBYE_MS = 1_500;

export interface SignedIn {
  interactive: boolean;
  method: string;
  /** What was tried before it, in order. */
  tried: readonly Tried[];
}

type ExecOptions = NonNullable<Parameters<Link['exec']>[1]>;

/** What is used of the library's insides (ssh2 1.17): it has no other way to ask. */
interface Asking {
  _callbacks: (() => void)[];
  _protocol?: { ping(): void };
}

/** Something that lives on the link and must hear of its loss. */
interface Dependent {
  fail(reason: Problem): void;
}

type Start<C> = (done: (error: Error | undefined, channel: C) => void) => void;

/** How a channel is asked for, what is made of it, and what a refusal means. */
interface Opening<C, T> {
  start: Start<C>;
  make(channel: C): T;
  explain(error: Error): Problem;
  signal: AbortSignal | undefined;
}

export class SshLink implements Link {
  #closed: Problem | undefined;
  #silentSince: number | null = null;
  readonly #silenceWatchers = new Set<(since: number | null) => void>();
  readonly #liveness: Liveness;
  #sharing: SessionSharing | null = null;
  #sharingWatcher: (sharing: SessionSharing | null) => void = () => {};
  readonly #sessions = new Sessions<SshLink>(this, {
    another: (signal) => this.another(signal),
    changed: (sharing) => {
      this.#sharing = sharing;
      this.#sharingWatcher(sharing);
    },
    leave: (link) => void link.close(),
  });
  readonly #watchers = new Set<(reason: Problem) => void>();
  readonly #dependents = new Set<Dependent>();

  constructor(
    readonly server: string,
    readonly peer: Link['peer'],
    private readonly signedIn: SignedIn,
    private readonly client: Client,
    private readonly transport: Duplex,
    limits: LivenessLimits,
    /** What every command and shell gets, as the config says (`SetEnv`, `SendEnv`). */
    private readonly variables: Readonly<Record<string, string>>,
  ) {
    skipNoiseOf(client);
    this.#liveness = new Liveness(limits, {
      ask: () => this.#ask(),
      silent: (since) => {
        this.#silentSince = since;
        for (const watcher of [...this.#silenceWatchers]) watcher(since);
      },
      lost: () => this.lost(connectionProblem({ kind: 'lost', server, how: 'silence' })),
    });
    transport.on('data', () => this.#liveness.heard());
  }

  /** Where a further connection to the same server comes from, once its sessions are all taken. */
  another: (signal: AbortSignal | undefined) => Promise<SshLink | null> = async () => null;

  /** How sessions are shared; null as long as the server has refused none. */
  get sharing(): SessionSharing | null {
    return this.#sharing;
  }

  onSharing(callback: (sharing: SessionSharing | null) => void): void {
    this.#sharingWatcher = callback;
  }

  /** Since when nothing was heard of the server (milliseconds since the epoch), or null. */
  get silentSince(): number | null {
    return this.#silentSince;
  }

  /** Calls back when the server falls silent, and with null when it speaks again. */
  onSilence(callback: (since: number | null) => void): () => void {
    this.#silenceWatchers.add(callback);
    return () => {
      this.#silenceWatchers.delete(callback);
    };
  }

  /** This computer woke, or its network changed: what cannot live on is given up, the rest is asked. */
  networkChanged(addresses: ReadonlySet<string>): void {
    if (!this.alive) return;
    const { localAddress } = this.transport as { localAddress?: string };
    if (isGone(localAddress, addresses)) {
      this.lost(connectionProblem({ kind: 'lost', server: this.server, how: 'moved' }));
    } else this.#liveness.doubt();
  }

  /** A request that every server answers, if only with a refusal. */
  #ask(): void {
    const { _callbacks: callbacks, _protocol: protocol } = this.client as unknown as Asking;
    if (!this.transport.writable || !protocol) return;
    // The answer is taken by the next in this line; what it says does not matter.
    callbacks.push(() => {});
    protocol.ping();
  }

  /** Whether a person had to type a password, a code or an unremembered passphrase. */
  get interactive(): boolean {
    return this.signedIn.interactive;
  }

  /** What opened the door, in words (`the key …`, `a password`). */
  get method(): string {
    return this.signedIn.method;
  }

  /** What was tried before the method that opened the door, in order and in words. */
  get before(): string[] {
    return this.signedIn.tried.map(triedWords);
  }

  get alive(): boolean {
    return this.#closed === undefined;
  }

  onClosed(callback: (reason: Problem) => void): () => void {
    if (this.#closed) {
      callback(this.#closed);
      return () => {};
    }
    this.#watchers.add(callback);
    return () => {
      this.#watchers.delete(callback);
    };
  }

  /** The transport is gone or going. The first reason counts. */
  lost(reason: Problem): void {
    this.#tell(reason);
    this.transport.destroy();
  }

  /** Ends pending work, says goodbye, and resolves when the transport is gone. */
  async close(): Promise<void> {
    if (this.alive) {
      this.client.end();
      this.#tell(connectionProblem({ kind: 'disconnected', server: this.server }));
    }
    if (this.transport.closed) return;
    const firmly = setTimeout(() => this.transport.destroy(), GOODBYE_MS);
    await new Promise<void>((resolve) => {
      this.transport.once('close', () => resolve());
    });
    clearTimeout(firmly);
  }

  #tell(reason: Problem): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#liveness.stop();
    this.#silenceWatchers.clear();
    const dependents = [...this.#dependents];
    const watchers = [...this.#watchers];
    this.#dependents.clear();
    this.#watchers.clear();
    for (const dependent of dependents) dependent.fail(reason);
    this.#sessions.end();
    for (const watcher of watchers) watcher(reason);
  }

  exec(command: string, options: ExecOptions = {}): Promise<RemoteProcess> {
    const { signal, background = false } = options;
    const open = (link: SshLink) => link.#session(() => link.#exec(command, options));
    const rank = background ? 'figures' : 'person';
    return this.#sessions.take({ rank, signal, open, held: heldProcess });
  }

  #exec(command: string, { pty, env, signal }: ExecOptions): Promise<RemoteProcess> {
    const asked = { ...(pty ? { pty } : {}), env: { ...this.variables, ...env } };
    return this.#open<ClientChannel, RemoteProcess>({
      start: (done) => this.client.exec(command, asked, done),
      make: (channel) => this.#process(channel, signal),
      explain: (error) => this.#sessionProblem(error, 'run a command'),
      signal,
    });
  }

  #session<T>(open: () => Promise<T>): Promise<T> {
    return despiteDropbear(this.peer.software, open);
  }

  shell(pty: PtyRequest, options: Omit<ExecOptions, 'pty'> = {}): Promise<RemoteProcess> {
    const { signal } = options;
    const open = (link: SshLink) => link.#session(() => link.#shell(pty, options));
    return this.#sessions.take({ rank: 'person', signal, open, held: heldProcess });
  }

  #shell(pty: PtyRequest, { env, signal }: ExecOptions): Promise<RemoteProcess> {
    return this.#open<ClientChannel, RemoteProcess>({
      start: (done) =>
        openWithSmallWindow(this.client, () =>
          this.client.shell(pty, { env: { ...this.variables, ...env } }, done),
        ),
      make: (channel) => {
        answerSmallWindow(this.client, channel);
        return this.#process(channel, signal);
      },
      explain: (error) => this.#sessionProblem(error, 'start a shell'),
      signal,
    });
  }

  sftp(options: SftpOptions = {}): Promise<Sftp> {
    const { signal, waiting } = options;
    const open = (link: SshLink) => link.#session(() => link.#sftp(signal));
    const held = heldSftp(this.server);
    return this.#sessions.take({ rank: rankOf(options), signal, waiting, open, held });
  }

  #sftp(signal: AbortSignal | undefined): Promise<SshSftp> {
    return this.#open<SFTPWrapper, SshSftp>({
      start: (done) => this.client.sftp(done),
      make: (wrapper) => {
        const sftp = new SshSftp(wrapper, this.server);
        this.#dependents.add(sftp);
        sftp.onEnd(() => this.#dependents.delete(sftp));
        return sftp;
      },
      explain: (error) => this.#sftpProblem(error),
      signal,
    });
  }

  /** The bytes of a new SFTP channel, for an SFTP of somebody else's. */
  sftpBytes(options: SftpOptions): Promise<Duplex> {
    const { signal, waiting } = options;
    const open = (link: SshLink) => link.#session(() => link.#sftpBytes(signal));
    const held = heldStream(this.server);
    return this.#sessions.take({ rank: rankOf(options), signal, waiting, open, held });
  }

  #sftpBytes(signal: AbortSignal | undefined): Promise<Duplex> {
    return this.#open<ClientChannel, Duplex>({
      start: (done) => this.client.subsys('sftp', done),
      make: (channel) => this.#duplex(channel),
      explain: (error) => this.#sftpProblem(error),
      signal,
    });
  }

  forwardTcp(host: string, port: number, signal?: AbortSignal): Promise<Duplex> {
    const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const start: Start<ClientChannel> = (done) =>
      this.client.forwardOut('127.0.0.1', 0, host, port, done);
    return this.#forward(target, start, signal);
  }

  forwardUnix(path: string, signal?: AbortSignal): Promise<Duplex> {
    const start: Start<ClientChannel> = (done) =>
      this.client.openssh_forwardOutStreamLocal(path, done);
    return this.#forward(path, start, signal);
  }

  #forward(
    target: string,
    start: Start<ClientChannel>,
    signal: AbortSignal | undefined,
  ): Promise<Duplex> {
    const { server } = this;
    return this.#open<ClientChannel, Duplex>({
      start,
      make: (channel) => this.#duplex(channel),
      explain: (error) =>
        // RFC 4254, 5.1: 1 is "administratively prohibited".
        reasonOf(error) === 1
          ? connectionProblem({ kind: 'forward-prohibited', server, target })
          : connectionProblem({ kind: 'forward-refused', server, target, detail: error.message }),
      signal,
    });
  }

  #duplex(channel: ClientChannel): Duplex {
    const { server } = this;
    const gone = () => this.#closed ?? connectionProblem({ kind: 'process-gone', server });
    const stream = new ChannelDuplex(channel, gone);
    const dependent: Dependent = { fail: (reason) => stream.lost(reason) };
    this.#dependents.add(dependent);
    stream.once('close', () => this.#dependents.delete(dependent));
    return stream;
  }

  #process(channel: ClientChannel, signal: AbortSignal | undefined): RemoteProcess {
    const made = new SshProcess(channel, this.server);
    this.#dependents.add(made);
    const stop = () => made.cancel();
    signal?.addEventListener('abort', stop, { once: true });
    const over = () => {
      signal?.removeEventListener('abort', stop);
      this.#dependents.delete(made);
    };
    made.exit.then(over, over);
    return made;
  }

  /** Opens one channel. An abort, or the loss of the link, rejects at once. */
  #open<C extends Channel | SFTPWrapper, T>(opening: Opening<C, T>): Promise<T> {
    const { start, make, explain, signal } = opening;
    return new Promise<T>((resolve, reject) => {
      const stop = () => settle(() => reject(new ProblemError(cancelled)));
      const dependent: Dependent = {
        fail: (reason) => settle(() => reject(new ProblemError(reason))),
      };
      let settled = false;
      const settle = (finish: () => void) => {
        if (settled) return;
        settled = true;
        signal?.removeEventListener('abort', stop);
        this.#dependents.delete(dependent);
        finish();
      };
      if (this.#closed) return dependent.fail(this.#closed);
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      this.#dependents.add(dependent);
      const opened = (error: Error | undefined, channel: C) => {
        if (error) settle(() => reject(new ProblemError(explain(error), { cause: error })));
        // Nobody waits for it any more: give it back.
        else if (settled) {
          if (this.alive) discard(channel);
        }
        // At once: exit code and close may follow in the very same packet.
        else settle(() => resolve(make(channel)));
      };
      try {
        start(opened);
      } catch (error) {
        // The library throws "Not connected" when the socket has died a moment ago.
        const detail = (error as Error).message;
        const gone = { kind: 'lost', server: this.server, how: 'reset', detail } as const;
        settle(() => reject(connectionError(gone, error)));
      }
    });
  }

  #sftpProblem(error: Error): Problem {
    return isOpenFailure(error)
      ? this.#sessionProblem(error, 'start SFTP')
      : connectionProblem({ kind: 'no-sftp', server: this.server, detail: error.message });
  }

  #sessionProblem(error: Error, what: string): Problem {
    const { server } = this;
    return isOpenFailure(error)
      ? connectionProblem({ kind: 'too-many-sessions', server })
      : connectionProblem({ kind: 'channel-refused', server, what, detail: error.message });
  }
}

function discard(channel: Channel | SFTPWrapper): void {
  channel.on('error', () => {});
  if ('close' in channel && channel.constructor.name === 'Channel') (channel as Channel).close();
  else (channel as SFTPWrapper).end();
}

/** RFC 4254, 5.1: the reason code of SSH_MSG_CHANNEL_OPEN_FAILURE, as the library hands it on. */
function reasonOf(error: Error): number | undefined {
  const reason: unknown = 'reason' in error ? error.reason : undefined;
  return typeof reason === 'number' ? reason : undefined;
}

/** The server refused the channel itself. OpenSSH does so with reason 2 at MaxSessions. */
function isOpenFailure(error: Error): boolean {
  return reasonOf(error) !== undefined;
}
