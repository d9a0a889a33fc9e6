/** `~`, `%h`-style tokens and `${VAR}` in values, as ssh_config(5) TOKENS describes them. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The person and computer that we run as. */
export interface Surroundings {
  home: string;
  /** The ssh folder: `config`, the usual keys and `known_hosts` are there. */
  sshFolder: string;
  localUser: string;
  localHost: string;
  /** Numeric id, or -1 where there is none (Windows). */
  uid: number;
  env: Readonly<Record<string, string | undefined>>;
}

export type Tokens = Readonly<Record<string, string>>;

/** A token that the keyword does not have. */
export class UnknownToken extends Error {
  constructor(readonly token: string) {
    super(`unknown token %${token}`);
  }
}

/** What a shell would not take for anything but a word. */
const plainWord = /^[\p{L}\p{N}._:@%+[\]=,/-]*$/u;

/** What a shell makes nothing else of: for names that go into a command. */
export function isPlainWord(value: string): boolean {
  return plainWord.test(value) && !value.startsWith('-');
}

/** Replaces `%x`. @throws UnknownToken as ssh would stop. */
export function expandTokens(text: string, tokens: Tokens): string {
  return text.replace(/%(.?)/gs, (_, token: string) => {
    if (token === '%') return '%';
    const value = token !== '' && Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (value === undefined) throw new UnknownToken(token);
    return value;
  });
}

/** Replaces `${VAR}`; undefined when a variable is not set, because ssh then drops the value. */
export function expandVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  let missing = false;
  const expanded = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined) missing = true;
    return value ?? '';
  });
  return missing ? undefined : expanded;
}

/** `~` and `~/x`; other users' homes (`~bob`) are left as they are. */
export function expandHome(text: string, home: string): string {
  if (text === '~') return home;
  return /^~[\\/]/.test(text) ? join(home, text.slice(2)) : text;
}

/** The tokens of paths: everything that is known once host, port and user are. */
export function pathTokens(
  around: Surroundings,
  facts: { host: string; original: string; port: number; user: string; keyAlias: string | null },
): Tokens {
  const port = String(facts.port);
  const hash = createHash('sha1');
  hash.update(around.localHost + facts.host + port + facts.user);
  return {
    C: hash.digest('hex'),
    L: around.localHost.split('.')[0] ?? around.localHost,
    l: around.localHost,
    d: around.home,
    h: facts.host,
    i: String(around.uid),
    k: facts.keyAlias ?? facts.original,
    n: facts.original,
    p: port,
    r: facts.user,
    u: around.localUser,
  };
}
