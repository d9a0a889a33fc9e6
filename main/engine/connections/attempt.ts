/** What one attempt to connect carries through all its steps. */
import type { Answer, QuestionBody } from '../../../preload/contract/questions';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import type { ResolvedServer } from '../servers/resolved';
import type { Vpn } from '../vpn';

export interface AttemptContext {
  readonly host: Host;
  readonly log: Log;
  /** Fires when nobody wants the connection any more, or the attempt has failed. */
  readonly signal: AbortSignal;
  /** The person has reached this server before: its name is no typing error. */
  readonly usedBefore: boolean;
  /** Knows this computer's VPNs; absent where nobody is told of them. */
  readonly vpn?: Vpn | undefined;
  /** Only keys may be tried at the server of this name: it is looked whether one is let in. */
  readonly keysOnlyAt?: string | undefined;
  /** Tells what is being done, in words (`signing in as asha`). */
  step(words: string): void;
  /**
   * Asks the person; timeouts of the attempt stand still meanwhile.
   * @throws ProblemError `connections/sign-in-needed` where nobody may be asked
   */
  ask(body: QuestionBody): Promise<Answer>;
  /** The doctor listens: how far the handshake with `server` has come, and what was found, in words. */
  reached?(phase: 'host-key' | 'sign-in', server: ResolvedServer, note: string): void;
  /** Timeouts stand still while `work` runs (an agent that waits for a touch, for example). */
  patiently<T>(work: () => Promise<T>): Promise<T>;
}
