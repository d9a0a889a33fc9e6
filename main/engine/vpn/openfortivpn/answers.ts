/**
 * What openfortivpn asks for at its terminal, as questions to the person. One of these serves a whole start: where
 * only the certificate was the matter, nobody is asked for the password twice.
 */
import { userInfo } from 'node:os';
import type { Answer } from '../../../../preload/contract/questions';
import type { VpnGateway } from '../../../../preload/contract/vpn';
import type { Host } from '../../host';
import { keepSecret } from '../../kit/keep-secret';
import { asksForPassword } from './output';

type Secret = Extract<Answer, { kind: 'secret' }>;

export class Answers {
  /** The person closed a question: they want it to end. */
  dismissed = false;
  #password: Secret | undefined;
  /** The password was kept, and nobody typed it now. */
  #wasKept = false;
  /** A code was asked for, which gateways do after the right password only. */
  #passwordWasRight = false;

  constructor(
    private readonly host: Pick<Host, 'ask' | 'secrets'>,
    private readonly gateway: VpnGateway,
  ) {}

  /**
   * @param question as openfortivpn or sudo wrote it
   * @param sudoPrompt what sudo writes; nobody else can know it
   * @returns what to type, or null when the person does not want to answer
   */
  async to(question: string, sudoPrompt: string, signal: AbortSignal): Promise<string | null> {
    const text = await this.#find(question, sudoPrompt, signal);
    // Typed at a terminal, anything else would be a key or a second line.
    const isLine = text !== null && !/[\x00-\x1f\x7f]/.test(text) && text.length < 1000;
    if (!isLine) this.dismissed = true;
    return isLine ? text : null;
  }

  /** The sign-in worked: the password is kept as the person wished. */
  async worked(): Promise<void> {
    if (!this.#password || this.#wasKept) return;
    await keepSecret(this.host.secrets, secretKey(this.gateway), this.#password, 'drop');
  }

  /** The sign-in was refused: a kept password had its one try. */
  async refused(): Promise<void> {
    if (this.#wasKept && !this.#passwordWasRight) {
      await this.host.secrets.forget(secretKey(this.gateway));
    }
  }

  async #find(question: string, sudoPrompt: string, signal: AbortSignal): Promise<string | null> {
    const { address, user } = this.gateway;
    if (question === sudoPrompt) {
      const local = userInfo().username;
      return this.#once(signal, {
        ...{ server: address, user: local, host: 'this computer', name: '' },
        instructions:
          'openfortivpn changes the routes of this computer, for which it needs administrator rights.',
        prompt: `Password of ${local} on this computer (sudo)`,
      });
    }
    if (asksForPassword(question)) return this.#passwordFor(signal);
    this.#passwordWasRight = this.#password !== undefined;
    return this.#once(signal, {
      ...{ server: address, user, host: address, name: '', instructions: '', prompt: question },
    });
  }

  async #passwordFor(signal: AbortSignal): Promise<string | null> {
    const { address, user } = this.gateway;
    if (this.#password) return this.#password.secret;
    const kept = await this.host.secrets.get(secretKey(this.gateway));
    if (kept !== undefined) {
      this.#password = { kind: 'secret', secret: kept, remember: false };
      this.#wasKept = true;
      return kept;
    }
    const answer = await this.host.ask(
      { kind: 'password', server: address, user, host: address, attempt: 1 },
      signal,
    );
    if (answer.kind !== 'secret') return null;
    this.#password = answer;
    return answer.secret;
  }

  /** One question whose answer is used once. */
  async #once(
    signal: AbortSignal,
    about: Record<'server' | 'user' | 'host' | 'name' | 'instructions' | 'prompt', string>,
  ): Promise<string | null> {
    const { prompt, ...rest } = about;
    const answer = await this.host.ask(
      { kind: 'keyboard-interactive', ...rest, prompts: [{ prompt, echo: false }] },
      signal,
    );
    return answer.kind === 'answers' ? (answer.answers[0] ?? null) : null;
  }
}

/** The name of a gateway's password in the store. */
export const secretKey = ({ address, user }: VpnGateway) => `vpn:${user}@${address}`;
