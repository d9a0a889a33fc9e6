/**
 * One tunnel of openfortivpn, from the questions to its end. It lives as long as this program: when Labmate goes,
 * or is killed, the tunnel is taken down in order. Nothing is tried twice with a password that was refused.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { VpnGateway, VpnTunnel } from '../../../../preload/contract/vpn';
import type { Host } from '../../host';
import type { Log } from '../../kit/log';
import { cancelled, type Problem, ProblemError, problemOf } from '../../kit/outcome';
import { StateFeed } from '../../kit/state-feed';
import { Answers, secretKey } from './answers';
import { GatewaysFile } from './gateways';
import { type OnTerminal, runOnTerminal } from './on-terminal';
import { type Ending, endingOf, isSignedIn, isUp, Output, signInPage, stepOf } from './output';
import { findProgram, findRights, type Rights, withRights } from './rights';
import { vpnError, vpnProblem } from './words';

/** A line that is not finished for so long asks for something, in milliseconds. */
const ASKING_MS = 300;
/** Signing in through a browser came with it. */
const BROWSER_SINCE = [1, 23] as const;

const off: VpnTunnel = { phase: 'off', gateway: null, steps: [], problem: null, since: 0 };

export class Tunnel {
  readonly state = new StateFeed<VpnTunnel>(off);
  readonly gateways: GatewaysFile;
  #running: OnTerminal | undefined;
  #stop: (() => void) | undefined;
  #over: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: Pick<Host, 'paths' | 'ask' | 'secrets' | 'openUrl' | 'notify'>,
    private readonly log: Log,
  ) {
    this.gateways = new GatewaysFile(host.paths.data, log);
  }

  /**
   * Resolves when the tunnel is up.
   * @throws ProblemError `vpn/…` of `words.ts`, or the cancellation
   */
  async start(gateway: VpnGateway, signal: AbortSignal): Promise<void> {
    const now = this.state.value;
    if (now.phase !== 'off') {
      if (now.phase === 'up' && now.gateway?.address === gateway.address) return;
      throw vpnError({ kind: 'running', gateway: now.gateway?.address ?? '' });
    }
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    this.#stop = stop;
    signal.addEventListener('abort', stop, { once: true });
    this.state.set({ ...off, phase: 'starting', gateway, since: Date.now() });
    try {
      await this.#start(gateway, stopping.signal);
    } catch (error) {
      const problem = problemOf(error);
      const shown = problem && problem.tag !== cancelled.tag ? problem : null;
      this.state.set({ ...off, gateway, steps: this.state.value.steps, problem: shown });
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Resolves when it is down. Where it is down already, why it ended is forgotten. */
  async stop(): Promise<void> {
    if (this.state.value.phase === 'off') {
      this.state.update((old) => ({ ...old, problem: null }));
      return;
    }
    this.#stop?.();
    if (this.#running) {
      this.state.update((old) => ({ ...old, phase: 'stopping' }));
      this.#running.stop();
    }
    await this.#over;
  }

  /** Its password and the trust in its certificate go too. @throws Error as the file system has it */
  async forget(address: string): Promise<void> {
    for (const gateway of this.gateways.known()) {
      if (gateway.address === address) await this.host.secrets.forget(secretKey(gateway));
    }
    await this.gateways.forget(address);
  }

  async #start(gateway: VpnGateway, signal: AbortSignal): Promise<void> {
    const program = findProgram('openfortivpn');
    if (!program) throw vpnError({ kind: 'not-installed' });
    if (!findProgram('script')) throw vpnError({ kind: 'no-terminal' });
    if (gateway.browser) {
      const version = await programVersion(program);
      if (!canUseBrowser(version)) throw vpnError({ kind: 'no-browser', version });
    }
    const rights = await findRights(program);
    if (!rights) throw vpnError({ kind: 'no-rights', why: 'There is neither sudo nor polkit.' });
    const answers = new Answers(this.host, gateway);
    let trusted = this.gateways.trusted(gateway.address);
    for (;;) {
      const attempt = { gateway, trusted, program, rights, answers };
      const ending = await this.#attempt(attempt, signal);
      if (ending === null) return;
      if (signal.aborted) throw new ProblemError(cancelled);
      trusted = await this.#trust(gateway, trusted, ending, signal);
    }
  }

  /** @returns the digest that is trusted from now on. @throws ProblemError when that was not the matter, or a no */
  async #trust(
    { address }: VpnGateway,
    trusted: string | null,
    { ending, problem }: Failed,
    signal: AbortSignal,
  ): Promise<string> {
    if (ending.kind !== 'certificate') throw new ProblemError(problem);
    const { digest, subject } = ending;
    if (trusted !== null) {
      throw vpnError({ kind: 'certificate-changed', gateway: address, digest, trusted });
    }
    const name = subject === '' ? '' : ` It calls itself ${subject}.`;
    const answer = await this.host.ask(
      {
        kind: 'confirm',
        server: address,
        title: `Trust the certificate of ${address}?`,
        text: `No authority that this computer knows vouches for the certificate of this VPN gateway.${name} Compare its SHA-256 digest with the one that your administrators tell:\n${digest}`,
        yes: 'Trust it',
        danger: true,
      },
      signal,
    );
    if (answer.kind === 'dismissed') throw new ProblemError(cancelled);
    if (answer.kind !== 'yes') throw vpnError({ kind: 'not-trusted', gateway: address, digest });
    return digest;
  }

  /** Runs it once. @returns null when the tunnel is up, and then follows it to its end */
  async #attempt(
    about: {
      gateway: VpnGateway;
      trusted: string | null;
      program: string;
      rights: Rights;
      answers: Answers;
    },
    signal: AbortSignal,
  ): Promise<Failed | null> {
    const { gateway, trusted, program, rights, answers } = about;
    const sudoPrompt = `labmate-${randomBytes(8).toString('hex')}`;
    const output = new Output();
    const asking = new AbortController();
    let up: () => void = () => undefined;
    const isUpNow = new Promise<'up'>((resolve) => {
      up = () => resolve('up');
    });
    let pause: NodeJS.Timeout | undefined;
    const heard = (text: string) => {
      clearTimeout(pause);
      for (const line of output.feed(text)) {
        this.#note(line);
        if (isSignedIn(line)) void this.#signedIn(gateway, trusted, answers);
        const page = gateway.browser ? signInPage(line, hostOf(gateway)) : null;
        if (page !== null) void this.#openPage(page);
        if (isUp(line)) up();
      }
      if (output.asking === '') return;
      pause = setTimeout(() => {
        const question = output.asking;
        output.answered();
        answers.to(question, sudoPrompt, asking.signal).then(
          (answer) => (answer === null ? running.stop() : running.answer(answer)),
          (error: unknown) => {
            this.log.error('a question of openfortivpn failed', { error: String(error) });
            running.stop();
          },
        );
      }, ASKING_MS);
    };
    const command = withRights(rights, [program, ...argumentsFor(gateway, trusted)], sudoPrompt);
    this.log.info('openfortivpn starts', { gateway: gateway.address, rights });
    const running = runOnTerminal(command, heard);
    this.#running = running;
    const stop = () => running.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const ended = running.ended.then((code) => {
      clearTimeout(pause);
      asking.abort();
      signal.removeEventListener('abort', stop);
      this.#running = undefined;
      return code;
    });
    this.#over = ended.then(() => undefined);
    if ((await Promise.race([isUpNow, ended])) === 'up') {
      this.state.update((old) => ({ ...old, phase: 'up', since: Date.now() }));
      void ended.then((code) => this.#ended(gateway, code, output.lines, signal.aborted));
      return null;
    }
    const code = await ended;
    this.log.info('openfortivpn did not come up', { code, said: output.lines.slice(-10) });
    const ending = endingOf(output.lines);
    if (ending.kind === 'refused') await answers.refused();
    if (answers.dismissed) return { ending: { kind: 'other' }, problem: cancelled };
    return { ending, problem: problemFor(gateway, ending, code, output.lines) };
  }

  /** The gateway is one that this person uses. */
  async #signedIn(gateway: VpnGateway, trusted: string | null, answers: Answers): Promise<void> {
    try {
      await this.gateways.keep({ ...gateway, trusted });
      await answers.worked();
    } catch (error) {
      // The tunnel comes up; only the next start asks for more.
      this.log.warn('the gateway was not noted', { error: String(error) });
    }
  }

  async #openPage(page: string): Promise<void> {
    this.#addStep('Your browser shows the page to sign in on');
    await this.host.openUrl(page).catch((error: unknown) => {
      this.log.warn('the page to sign in on was not opened', { error: String(error) });
      this.#addStep(`Open this page in your browser: ${page}`);
    });
  }

  #note(line: string): void {
    const step = stepOf(line);
    if (step !== null) this.#addStep(step);
  }

  #addStep(step: string): void {
    this.state.update((old) => ({ ...old, steps: [...old.steps, step].slice(-30) }));
  }

  #ended(gateway: VpnGateway, code: number | null, lines: readonly string[], wished: boolean) {
    const isWished = wished || this.state.value.phase === 'stopping';
    const problem = isWished
      ? null
      : vpnProblem({ kind: 'ended', gateway: gateway.address, wasUp: true, code }, lines);
    this.log.info('openfortivpn has ended', { code, wished: isWished });
    this.state.set({ ...off, gateway, steps: this.state.value.steps, problem });
    if (problem) {
      this.host.notify({ kind: 'connection-lost', title: 'VPN ended', body: problem.what });
    }
  }
}

interface Failed {
  ending: Ending;
  problem: Problem;
}

function problemFor(
  { address, user }: VpnGateway,
  ending: Ending,
  code: number | null,
  lines: readonly string[],
): Problem {
  switch (ending.kind) {
    case 'certificate':
      return vpnProblem({ kind: 'not-trusted', gateway: address, digest: ending.digest }, lines);
    case 'refused':
      return vpnProblem({ kind: 'refused', gateway: address, user }, lines);
    case 'unreachable':
      return vpnProblem({ kind: 'unreachable', gateway: address, why: ending.why }, lines);
    case 'not-allowed':
      return vpnProblem({ kind: 'no-rights', why: ending.why }, lines);
    case 'no-ppp':
      return vpnProblem({ kind: 'no-ppp' }, lines);
    case 'browser':
      return vpnProblem({ kind: 'browser-failed', gateway: address, why: ending.why }, lines);
    case 'other':
      return vpnProblem({ kind: 'ended', gateway: address, wasUp: false, code }, lines);
  }
}

/** Nothing here is secret: other people of this computer see it. */
function argumentsFor(gateway: VpnGateway, trusted: string | null): string[] {
  const { address, user, realm, browser } = gateway;
  return [
    address,
    ...(browser ? ['--saml-login'] : [`--username=${user}`]),
    ...(realm === '' ? [] : [`--realm=${realm}`]),
    ...(trusted === null ? [] : [`--trusted-cert=${trusted}`]),
  ];
}

const hostOf = ({ address }: VpnGateway) => address.replace(/:\d+$/, '');
/** As it tells it (`1.19.0`); empty where it does not. */
export function programVersion(program: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: 3000 }, (_, stdout) => {
      resolve(/\d+\.\d+[.\d]*/.exec(stdout)?.[0] ?? '');
    });
  });
}

export function canUseBrowser(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [since, sinceMinor] = BROWSER_SINCE;
  return major > since || (major === since && minor >= sinceMinor);
}
