/**
 * The user authentication dialogue (RFC 4252, 4256), one promise a request. The SSH library's own
 * driver loses partial success after an agent key and hides which key was refused, so we drive its
 * packet layer ourselves. That layer is internal to ssh2 1.17, the pinned version; a lab test for
 * every method fails if an update changes it.
 */
import type { Client, ParsedKey } from 'ssh2';

export type AuthReply =
  | { kind: 'success' }
  /** `methods` can continue; `partial` means: accepted, but more is wanted. */
  | { kind: 'failure'; methods: string[]; partial: boolean }
  | { kind: 'password-expired'; said: string }
  /** The person did not answer the server's prompts. */
  | { kind: 'dismissed' };

export interface Prompt {
  prompt: string;
  echo: boolean;
}

/** Answers one round of prompts, or null to stop. Never rejects. */
export type AnswerPrompts = (
  name: string,
  instructions: string,
  prompts: Prompt[],
) => Promise<string[] | null>;

/** Signs for a key; `hash` is set for RSA keys. */
export type Sign = (data: Buffer, hash: string | undefined) => Promise<Buffer>;

type Reply = AuthReply | { kind: 'key-accepted' };

interface Handlers {
  USERAUTH_FAILURE: (protocol: unknown, methods: string[], partial: boolean) => void;
  USERAUTH_PK_OK: (protocol: unknown) => void;
  USERAUTH_INFO_REQUEST: (
    protocol: unknown,
    name: string,
    instructions: string,
    prompts: { prompt: string; echo: boolean }[],
  ) => void;
  USERAUTH_PASSWD_CHANGEREQ: (protocol: unknown, prompt: string) => void;
  EXT_INFO: (protocol: unknown, extensions: { name: string; algs?: string[] }[]) => void;
}

interface Packets {
  _handlers: Handlers;
  authNone(user: string): void;
  authPassword(user: string, password: string): void;
  authKeyboard(user: string): void;
  authInfoRes(answers: string[]): void;
  authPK(
    user: string,
    key: ParsedKey,
    algorithm: string,
    sign?: (data: Buffer, done: (signature: Buffer) => void) => void,
  ): void;
}

export class UserAuth {
  readonly #packets: Packets;
  #answer: ((reply: Reply) => void) | undefined;
  #prompts: AnswerPrompts | undefined;
  #failPrompts: (error: unknown) => void = () => {};
  #rsaHashes: string[] | undefined;

  /** Takes over the dialogue; call right after `connect`. */
  constructor(
    client: Client,
    private readonly user: string,
  ) {
    this.#packets = (client as unknown as { _protocol: Packets })._protocol;
    const handlers = this.#packets._handlers;
    handlers.USERAUTH_FAILURE = (_protocol, methods, partial) =>
      this.#settle({ kind: 'failure', methods, partial });
    handlers.USERAUTH_PK_OK = () => this.#settle({ kind: 'key-accepted' });
    handlers.USERAUTH_PASSWD_CHANGEREQ = (_protocol, said) =>
      this.#settle({ kind: 'password-expired', said });
    handlers.USERAUTH_INFO_REQUEST = (_protocol, name, instructions, prompts) =>
      this.#prompted(name, instructions, prompts ?? []);
    handlers.EXT_INFO = (_protocol, extensions) => {
      // RFC 8308, 3.1: which signature algorithms the server takes.
      const algorithms = extensions.find(({ name }) => name === 'server-sig-algs')?.algs;
      this.#rsaHashes ??= algorithms;
    };
    client.once('ready', () => this.#settle({ kind: 'success' }));
  }

  none(): Promise<AuthReply> {
    return this.#ask(() => this.#packets.authNone(this.user)) as Promise<AuthReply>;
  }

  password(password: string): Promise<AuthReply> {
    return this.#ask(() => this.#packets.authPassword(this.user, password)) as Promise<AuthReply>;
  }

  keyboardInteractive(answer: AnswerPrompts): Promise<AuthReply> {
    this.#prompts = answer;
    return new Promise((resolve, reject) => {
      this.#answer = resolve as (reply: Reply) => void;
      this.#failPrompts = reject;
      this.#packets.authKeyboard(this.user);
    });
  }

  /** Asks whether the server would take the key; signs nothing. */
  async wouldAccept(key: ParsedKey): Promise<{ kind: 'key-accepted' } | AuthReply> {
    return this.#ask(() => this.#packets.authPK(this.user, key, this.#algorithmFor(key)[0]));
  }

  /** Signs in with a key that the server said it would take. */
  publicKey(key: ParsedKey, sign: Sign): Promise<AuthReply> {
    const [algorithm, hash] = this.#algorithmFor(key);
    return new Promise((resolve, reject) => {
      this.#answer = resolve as (reply: Reply) => void;
      this.#packets.authPK(this.user, key, algorithm, (data, done) => {
        sign(data, hash).then(done).catch(reject);
      });
    });
  }

  /** RFC 8332: RSA keys sign with SHA-2 where the server says so; old servers know only SHA-1. */
  #algorithmFor(key: ParsedKey): [algorithm: string, hash: string | undefined] {
    if (key.type !== 'ssh-rsa') return [key.type, undefined];
    const offered = this.#rsaHashes ?? [];
    if (offered.includes('rsa-sha2-512')) return ['rsa-sha2-512', 'sha512'];
    if (offered.includes('rsa-sha2-256')) return ['rsa-sha2-256', 'sha256'];
    return ['ssh-rsa', 'sha1'];
  }

  #ask(send: () => void): Promise<Reply> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      send();
    });
  }

  #settle(reply: Reply): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(reply);
  }

  #prompted(name: string, instructions: string, prompts: Prompt[]): void {
    const answer = this.#prompts;
    if (prompts.length === 0 || !answer) {
      // RFC 4256, 3.4: a round without prompts wants an empty answer.
      this.#packets.authInfoRes([]);
      return;
    }
    answer(name, instructions, prompts)
      .then((answers) => {
        if (answers === null) this.#settle({ kind: 'dismissed' });
        // One answer a prompt (RFC 4256, 3.4).
        else this.#packets.authInfoRes(prompts.map((_, index) => answers[index] ?? ''));
      })
      .catch((error: unknown) => this.#failPrompts(error));
  }
}
