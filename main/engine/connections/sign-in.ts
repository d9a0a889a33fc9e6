/**
 * Signs in, in OpenSSH's order: keys (agent, then files), keyboard-interactive, password; following
 * what the server still accepts and its partial successes. Runs only after the host key's verdict.
 */
import type { ParsedKey } from 'ssh2';
import { keepSecret } from '../kit/keep-secret';
import { printable } from '../kit/printable';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import { findIdentities, type Identity, MAX_KEY_TRIES } from './identities';
import { unlockKey } from './passphrase';
import type { AuthReply, Prompt, Sign, UserAuth } from './userauth';
import { connectionError } from './words';
import type { Tried } from './words-sign-in';

const PASSWORD_TRIES = 3;
/** A server that never stops asking must not keep a person busy for ever. */
const MAX_PROMPT_ROUNDS = 10;

type Failure = Extract<AuthReply, { kind: 'failure' }>;
type Method = 'publickey' | 'keyboard-interactive' | 'password';

/** Under which name the host keeps a password. */
export const passwordKey = (at: Pick<ResolvedServer, 'host' | 'user' | 'port'>) =>
  `password:${at.user}@${at.host}:${at.port}`;

export class SignIn {
  readonly tried: Tried[] = [];
  agentKeysLeftOut = 0;
  /** A person typed a password or a code, or a passphrase that is not remembered. */
  interactive = false;
  /** What the server accepted last, in words. */
  method = 'no proof';
  #identities: Identity[] | undefined;
  #keyTries = 0;
  #keyboardDone = false;
  #passwordTries = 0;
  #dismissed = false;

  constructor(
    private readonly server: ResolvedServer,
    private readonly auth: UserAuth,
    private readonly context: AttemptContext,
  ) {}

  /** Resolves when signed in. @throws ProblemError `connections/auth-failed` and its kin. */
  async run(): Promise<void> {
    this.context.step(`signing in as ${this.server.user}`);
    let reply = await this.auth.none();
    while (reply.kind !== 'success') {
      if (reply.kind === 'password-expired') {
        throw connectionError({ ...reply, ...this.#who, said: printable(reply.said, 300) });
      }
      if (reply.kind === 'dismissed') throw this.#failed([]);
      reply = await this.#next(reply);
    }
  }

  get #who() {
    return { server: this.server.name, user: this.server.user, host: this.server.host };
  }

  /** The next thing to try, given what the server still takes. */
  async #next(last: Failure): Promise<AuthReply> {
    const { methods } = last;
    if (methods.includes('publickey')) {
      const reply = await this.#nextKey();
      if (reply) return reply;
    }
    if (this.context.keysOnlyAt === this.server.name) throw this.#failed(methods);
    if (methods.includes('keyboard-interactive') && !this.#keyboardDone) return this.#keyboard();
    if (methods.includes('password') && this.#passwordTries < PASSWORD_TRIES && !this.#dismissed) {
      const reply = await this.#password();
      if (reply) return reply;
    }
    throw this.#failed(methods);
  }

  #failed(offered: string[]) {
    return connectionError({
      kind: 'auth-failed',
      ...this.#who,
      tried: this.tried,
      offered: offered.map((method) => printable(method, 60)),
      agentKeysLeftOut: this.agentKeysLeftOut,
      dismissed: this.#dismissed,
    });
  }

  /** Notes the outcome; a failure goes back to the caller as the server's new word. */
  #note<R extends AuthReply>(method: Method, what: string, reply: R): R {
    if (reply.kind === 'success') this.method = what;
    if (reply.kind === 'failure') {
      this.tried.push({ method, what, outcome: reply.partial ? 'partial' : 'refused' });
    }
    return reply;
  }

  /** The first identity that leads to an answer of the server, or undefined when none is left. */
  async #nextKey(): Promise<AuthReply | undefined> {
    if (!this.#identities) {
      const found = await findIdentities(this.server, this.context);
      this.#identities = found.list;
      this.agentKeysLeftOut = found.agentKeysLeftOut;
      this.tried.push(...found.unusable);
    }
    for (;;) {
      const identity = this.#identities.shift();
      if (!identity || this.#keyTries >= MAX_KEY_TRIES) return undefined;
      const reply = await this.#tryIdentity(identity);
      if (reply) return reply;
    }
  }

  async #tryIdentity(identity: Identity): Promise<AuthReply | undefined> {
    if (identity.kind === 'locked') return this.#tryLocked(identity);
    const key = identity.kind === 'agent' ? identity.key : identity.file.key;
    const sign: Sign = (data, hash) =>
      identity.kind === 'agent'
        ? this.context.patiently(() => identity.agent.sign(key, data, hash))
        : Promise.resolve(key.sign(data, hash));
    return this.#tryKey(identity.what, key, sign);
  }

  async #tryKey(what: string, key: ParsedKey, sign: Sign): Promise<AuthReply | undefined> {
    this.#keyTries++;
    const asked = await this.auth.wouldAccept(key);
    if (asked.kind !== 'key-accepted') return this.#note('publickey', what, asked);
    try {
      return this.#note('publickey', what, await this.auth.publicKey(key, sign));
    } catch (error) {
      // An agent may refuse to sign (a person said no); the next key may still do.
      const why = printable((error as Error).message, 120);
      this.tried.push({ method: 'publickey', what, outcome: 'skipped', why });
      return undefined;
    }
  }

  /** Asks for the passphrase only when the server would take the key. */
  async #tryLocked(
    identity: Extract<Identity, { kind: 'locked' }>,
  ): Promise<AuthReply | undefined> {
    const { what, path, file } = identity;
    if (file.publicKey) {
      this.#keyTries++;
      const asked = await this.auth.wouldAccept(file.publicKey);
      if (asked.kind !== 'key-accepted') return this.#note('publickey', what, asked);
    }
    const unlocked = await unlockKey(this.server.name, path, file, this.context);
    if (unlocked.kind === 'skipped') {
      const { kind: outcome, ...more } = unlocked;
      this.tried.push({ method: 'publickey', what, outcome, ...more });
      return undefined;
    }
    if (!unlocked.remembered) this.interactive = true;
    const { key } = unlocked;
    const sign: Sign = (data, hash) => Promise.resolve(key.sign(data, hash));
    if (!file.publicKey) return this.#tryKey(what, key, sign);
    return this.#note('publickey', what, await this.auth.publicKey(key, sign));
  }

  /** One dialogue, never repeated by itself: accounts get locked. */
  async #keyboard(): Promise<AuthReply> {
    this.#keyboardDone = true;
    let rounds = 0;
    const reply = await this.auth.keyboardInteractive(async (name, instructions, prompts) => {
      if (++rounds > MAX_PROMPT_ROUNDS) return null;
      const answers = await this.#askPrompts(name, instructions, prompts);
      if (answers === null) this.#dismissed = true;
      else this.interactive = true;
      return answers;
    });
    if (rounds === 0 && reply.kind === 'failure') return reply;
    return this.#note('keyboard-interactive', 'the questions of the server', reply);
  }

  async #askPrompts(
    name: string,
    instructions: string,
    prompts: Prompt[],
  ): Promise<string[] | null> {
    const answer = await this.context.ask({
      kind: 'keyboard-interactive',
      ...this.#who,
      name: printable(name, 200),
      instructions: printable(instructions, 2000, true),
      prompts: prompts.slice(0, 20).map(({ prompt, echo }) => ({
        prompt: printable(prompt, 300),
        echo,
      })),
    });
    return answer.kind === 'answers' ? answer.answers : null;
  }

  async #password(): Promise<AuthReply | undefined> {
    const { host, user, port } = this.server;
    const { secrets } = this.context.host;
    const name = passwordKey({ host, user, port });
    this.#passwordTries++;
    const kept = this.#passwordTries === 1 ? await secrets.get(name) : undefined;
    if (kept !== undefined) {
      const reply = await this.auth.password(kept);
      // At most one try of a remembered password: a wrong one is forgotten at once.
      if (reply.kind === 'failure' && !reply.partial) await secrets.forget(name);
      return this.#note('password', 'the remembered password', reply);
    }
    this.interactive = true;
    const attempt = this.tried.filter(({ method }) => method === 'password').length + 1;
    const answer = await this.context.ask({ kind: 'password', ...this.#who, attempt });
    if (answer.kind !== 'secret') {
      this.#dismissed = true;
      return undefined;
    }
    const reply = await this.auth.password(answer.secret);
    const right = reply.kind === 'success' || (reply.kind === 'failure' && reply.partial);
    if (right && (await keepSecret(secrets, name, answer, 'hand over'))) this.interactive = false;
    return this.#note('password', 'a password', reply);
  }
}
