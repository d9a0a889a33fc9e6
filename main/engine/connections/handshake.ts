/**
 * From an open transport to a signed-in link: key exchange, host key verdict, sign-in. One state
 * machine around the SSH library's client, whose events may come twice, late or after the end:
 * only the first failure counts.
 */
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import type { QuestionBody } from '../../../preload/contract/questions';
import { type Problem, type ProblemError, problemOf } from '../kit/outcome';
import { printable } from '../kit/printable';
import type { ResolvedServer } from '../servers/resolved';
import { offeredAlgorithms } from './algorithms';
import type { AttemptContext } from './attempt';
import { corkWrites } from './cork-writes';
import { FirstBytes } from './first-bytes';
import { forwardAgent, forwardedAgent } from './forward-agent';
import { guardChannels } from './guard-channels';
import { explainFailure, explainLoss, type Phase } from './handshake-failure';
import type { HostKeys } from './host-key';
import { learnHostKeys } from './learn-host-keys';
import { limitsFor } from './liveness';
import { quickenExchanges } from './quick-exchange';
import { sessionVariables } from './session-variables';
import { SignIn } from './sign-in';
import { SshLink } from './ssh-link';
import { UserAuth } from './userauth';
import { Watchdog } from './watchdog';
import { cancelledError, connectionError } from './words';

const TIMEOUT_SECONDS = 20;
/** Characters of a sign-in banner that the log keeps. */
const LOGGED_BANNER_LENGTH = 2000;

/** Seconds for each step that the server must take. */
export function timeoutSeconds(server: ResolvedServer): number {
  return server.connectTimeoutSeconds || TIMEOUT_SECONDS;
}

/**
 * Must be called in the same turn in which the transport opened: a peer that hangs up at once would
 * otherwise do so unheard.
 * @throws ProblemError with the cause; the transport is destroyed then.
 */
export function handshake(
  server: ResolvedServer,
  transport: Duplex,
  hostKeys: HostKeys,
  context: AttemptContext,
): Promise<SshLink> {
  return new Handshake(server, transport, context, hostKeys).run();
}

/** What is read of the library's key exchange (ssh2 1.17) while it runs. */
interface Agreeing {
  negotiated?: { kex: string; cs: { cipher: string } };
}

class Handshake {
  readonly #client: Client = new ssh2.Client();
  readonly #context: AttemptContext;
  readonly #outer: AttemptContext;
  #phase: Phase = 'banner';
  #waiting = 0;
  /** The verdict on the host key or on the sign-in, which the library's error only echoes. */
  #verdict: Error | undefined;
  #signIn: SignIn | undefined;
  #link: SshLink | undefined;
  #failed = false;
  /** Fires when the connection is over, however it ends. */
  readonly #ended = new AbortController();

  constructor(
    private readonly server: ResolvedServer,
    private readonly transport: Duplex,
    outer: AttemptContext,
    private readonly hostKeys: HostKeys,
  ) {
    this.#outer = outer;
    this.#context = {
      host: outer.host,
      log: outer.log,
      usedBefore: outer.usedBefore,
      keysOnlyAt: outer.keysOnlyAt,
      signal: outer.signal,
      step: (words) => outer.step(words),
      ask: (body: QuestionBody) => this.#patiently(() => outer.ask(body)),
      patiently: (work) => this.#patiently(work),
    };
  }

  #watchdog: Watchdog | undefined;
  #firstBytes: FirstBytes | undefined;

  run(): Promise<SshLink> {
    const { signal } = this.#context;
    return new Promise<SshLink>((resolve, reject) => {
      const stop = () => fail(cancelledError());
      const over = () => {
        signal.removeEventListener('abort', stop);
        this.#watchdog?.stop();
        this.#firstBytes?.stop();
      };
      const fail = (error: Error) => {
        if (this.#failed || this.#link) return;
        this.#failed = true;
        over();
        this.#client.destroy();
        this.transport.destroy();
        reject(error);
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      const seconds = timeoutSeconds(this.server);
      this.#watchdog = new Watchdog(seconds * 1000, () => fail(this.#explain(null)));
      this.#listen(fail);
      this.#client.connect(this.#config((error) => fail(error)));
      const agent = forwardedAgent(this.server);
      if (agent !== null) forwardAgent(this.#client, agent);
      quickenExchanges(this.#client);
      guardChannels(this.#client, (detail) => this.#breakOff(detail));
      const { server, hostKeys } = this;
      const { signal: ended } = this.#ended;
      learnHostKeys(this.#client, { server, hostKeys, context: this.#context, signal: ended });
      // After `connect`, which pauses the transport: listening must not start its flow.
      this.#firstBytes = new FirstBytes(this.transport);
      const auth = new UserAuth(this.#client, this.server.user);
      this.#signIn = new SignIn(this.server, auth, this.#context);
      this.#client.once('ready', () => {
        this.#client.setNoDelay(true);
        if (this.#failed) return;
        corkWrites(this.transport);
        this.#link = this.#makeLink();
        over();
        resolve(this.#link);
      });
    });
  }

  #listen(fail: (error: Error) => void): void {
    const client = this.#client;
    const ended = (error: Error | null) => {
      this.#ended.abort();
      if (this.#link) this.#link.lost(this.#lossReason(error));
      else fail(this.#verdict ?? this.#explain(error ?? new Error('connection closed')));
    };
    client.on('error', ended);
    client.on('end', () => ended(null));
    client.on('close', () => ended(null));
    client.on('handshake', (negotiated) => {
      this.#watchdog?.restart();
      const server = this.server.name;
      this.#context.log.debug('key exchange done', { server, negotiated, strict: this.#strict });
    });
    // The first one only: a server may send them without end.
    client.once('banner', (text) => {
      this.#context.log.info('sign-in banner', { text: printable(text, LOGGED_BANNER_LENGTH) });
    });
  }

  /** The server broke the protocol: nothing more of it is read. */
  #breakOff(detail: string): void {
    this.#context.log.warn('a server broke the protocol', { server: this.server.name, detail });
    this.#verdict = connectionError({ kind: 'protocol', server: this.server.name, detail });
    this.transport.destroy();
  }

  #config(fail: (error: Error) => void): ConnectConfig {
    const { server } = this;
    let started = false;
    return {
      sock: this.transport,
      host: server.host,
      port: server.port,
      username: server.user,
      ident: 'Labmate',
      algorithms: offeredAlgorithms(this.hostKeys.knownTypes),
      // Our own deadline stands still while a person is asked; the library's would not.
      readyTimeout: 0,
      // Liveness asks for signs of life; the library would end a link as soon as they are missed.
      keepaliveInterval: 0,
      // direct-streamlocal works with other servers than OpenSSH too; they can say no themselves.
      strictVendor: false,
      hostVerifier: (key: Buffer, verdict: (accept: boolean) => void) => {
        this.#verifyHost(Buffer.from(key), verdict);
      },
      authHandler: () => {
        if (started) return false;
        started = true;
        this.#phase = 'sign-in';
        this.#startSignIn(fail);
        // Nothing for the library to do: `UserAuth` holds the dialogue.
        return undefined as unknown as false;
      },
    };
  }

  #verifyHost(key: Buffer, verdict: (accept: boolean) => void): void {
    if (!this.#link) {
      this.#phase = 'host-key';
      this.#outer.reached?.('host-key', this.server, this.#agreed);
      this.#context.step(`checking the host key of ${this.server.host}`);
    }
    this.hostKeys.verify(key, this.#context).then(
      () => verdict(true),
      (error: Error) => {
        this.#verdict = error;
        // Also when the connection died while the person was thinking.
        if (!this.transport.destroyed) verdict(false);
      },
    );
  }

  #startSignIn(fail: (error: Error) => void): void {
    this.#watchdog?.restart();
    this.#outer.reached?.('sign-in', this.server, this.hostKeys.accepted);
    this.#signIn?.run().catch((error: Error) => {
      this.#verdict = error;
      fail(error);
    });
  }

  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    this.#watchdog?.pause();
    this.#waiting++;
    try {
      return await work();
    } finally {
      this.#waiting--;
      this.#watchdog?.resume();
    }
  }

  #makeLink(): SshLink {
    const { name, user, host, port } = this.server;
    const peer = this.#firstBytes?.peer;
    const software = peer?.kind === 'ssh' ? peer.software : '';
    return new SshLink(
      name,
      { user, host, port, software },
      // The sign-in itself, not a copy: its own notes of the success come a moment later.
      this.#signIn ?? { interactive: false, method: 'no proof', tried: [] },
      this.#client,
      this.transport,
      limitsFor(this.server.serverAliveIntervalSeconds, this.server.serverAliveCountMax),
      sessionVariables(this.server, process.env),
    );
  }

  /** Strict key exchange (against Terrapin, CVE-2023-48795), as the library's packet layer runs it. */
  get #strict(): boolean {
    const { _protocol } = this.#client as unknown as { _protocol?: { _strictMode?: boolean } };
    return _protocol?._strictMode === true;
  }

  /** What both sides agreed on, in words. */
  get #agreed(): string {
    const { _protocol } = this.#client as unknown as { _protocol?: { _kex?: Agreeing } };
    const { negotiated } = _protocol?._kex ?? {};
    const methods = negotiated ? `${negotiated.kex}, ${negotiated.cs.cipher}` : 'agreed';
    return this.#strict ? `${methods}; strict, as against Terrapin` : methods;
  }

  #lossReason(error: Error | null): Problem {
    return problemOf(this.#verdict) ?? explainLoss(this.server.name, error);
  }

  /** @param error null when the deadline passed. */
  #explain(error: Error | null): ProblemError {
    const { tried = [], agentKeysLeftOut = 0 } = this.#signIn ?? {};
    return connectionError(
      explainFailure({
        server: this.server,
        phase: this.#phase,
        error,
        peer: this.#firstBytes?.peer ?? { kind: 'silent' },
        theirs: this.#firstBytes?.algorithms ?? null,
        ours: offeredAlgorithms(this.hostKeys.knownTypes),
        seconds: timeoutSeconds(this.server),
        hungUp: this.transport.destroyed || this.transport.readableEnded,
        waiting: this.#waiting > 0,
        tried,
        agentKeysLeftOut,
      }),
      error ?? undefined,
    );
  }
}
