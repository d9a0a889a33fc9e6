/** A signed-in connection: opens channels, and tells everything on it when it is lost. */
import type { Duplex } from 'node:stream';
import type { Channel, Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { cancelled, type Problem, ProblemError } from '../kit/outcome';
import { ChannelDuplex } from './channel-streams';
import type { Link, PtyRequest, RemoteProcess } from './link';
import type { Sftp } from './sftp';
import { SshProcess } from './ssh-process';
import { SshSftp } from './ssh-sftp';
import { connectionError, connectionProblem } from './words';

/** How long a polite goodbye may take before the socket is destroyed. */
const GOODBYE_MS = 1_500;

/** Something that lives on the link and must hear of its loss. */
interface Dependent {
  fail(reason: Problem): void;
}

type Opened<C> = (error: Error | undefined, channel: C) => void;

export class SshLink implements Link {
  #closed: Problem | undefined;
  readonly #watchers = new Set<(reason: Problem) => void>();
  readonly #dependents = new Set<Dependent>();

  /** @param interactive whether a person had to answer something secret to sign in. */
  constructor(
    readonly server: string,
    readonly peer: Link['peer'],
    readonly interactive: boolean,
    private readonly client: Client,
    private readonly transport: Duplex,
  ) {}

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
    const dependents = [...this.#dependents];
    const watchers = [...this.#watchers];
    this.#dependents.clear();
    this.#watchers.clear();
    for (const dependent of dependents) dependent.fail(reason);
    for (const watcher of watchers) watcher(reason);
  }

  async exec(
    command: string,
    options: { pty?: PtyRequest; env?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<RemoteProcess> {
    const { pty, env, signal } = options;
    const channel = await this.#open<ClientChannel>(
      (done) =>
        this.client.exec(command, { ...(pty ? { pty } : {}), ...(env ? { env } : {}) }, done),
      signal,
      (error) => this.#sessionProblem(error, 'run a command'),
    );
    return this.#process(channel, signal);
  }

  async shell(pty: PtyRequest, options: { signal?: AbortSignal } = {}): Promise<RemoteProcess> {
    const channel = await this.#open<ClientChannel>(
      (done) => this.client.shell(pty, done),
      options.signal,
      (error) => this.#sessionProblem(error, 'start a shell'),
    );
    return this.#process(channel, options.signal);
  }

  async sftp(options: { signal?: AbortSignal } = {}): Promise<Sftp> {
    const wrapper = await this.#open<SFTPWrapper>(
      (done) => this.client.sftp(done),
      options.signal,
      (error) =>
        isOpenFailure(error)
          ? this.#sessionProblem(error, 'start SFTP')
          : connectionProblem({ kind: 'no-sftp', server: this.server, detail: error.message }),
    );
    const sftp = new SshSftp(wrapper, this.server);
    this.#dependents.add(sftp);
    sftp.onEnd(() => this.#dependents.delete(sftp));
    return sftp;
  }

  forwardTcp(host: string, port: number, signal?: AbortSignal): Promise<Duplex> {
    const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    return this.#forward(
      target,
      (done) => this.client.forwardOut('127.0.0.1', 0, host, port, done),
      signal,
    );
  }

  forwardUnix(path: string, signal?: AbortSignal): Promise<Duplex> {
    return this.#forward(
      path,
      (done) => this.client.openssh_forwardOutStreamLocal(path, done),
      signal,
    );
  }

  async #forward(
    target: string,
    start: (done: Opened<ClientChannel>) => void,
    signal: AbortSignal | undefined,
  ): Promise<Duplex> {
    const { server } = this;
    const channel = await this.#open(start, signal, (error) =>
      // RFC 4254, 5.1: 1 is "administratively prohibited".
      reasonOf(error) === 1
        ? connectionProblem({ kind: 'forward-prohibited', server, target })
        : connectionProblem({ kind: 'forward-refused', server, target, detail: error.message }),
    );
    const stream = new ChannelDuplex(
      channel,
      () => this.#closed ?? connectionProblem({ kind: 'process-gone', server }),
    );
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
  #open<C extends Channel | SFTPWrapper>(
    start: (done: Opened<C>) => void,
    signal: AbortSignal | undefined,
    explain: (error: Error) => Problem,
  ): Promise<C> {
    return new Promise<C>((resolve, reject) => {
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
      const opened: Opened<C> = (error, channel) => {
        if (error) return settle(() => reject(new ProblemError(explain(error), { cause: error })));
        // Nobody waits for it any more: give it back.
        if (settled && this.alive) return discard(channel);
        settle(() => resolve(channel));
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
