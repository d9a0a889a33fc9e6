/**
 * Which values of a loaded config apply to one host: first value wins, list keywords add up, and
 * `Match final` starts a second pass in which the patterns see the resolved host name
 * (OpenSSH ssh.c `process_config_files`, readconf.c `match_cfg_line`). Nothing is executed here:
 * what commands of `Match exec` say comes from outside (`match-exec.ts`).
 */

import { matchesHostLine, matchesList, matchesPattern } from '../../kit/host-patterns';
import { expandTokens, isPlainWord, pathTokens, type Surroundings, UnknownToken } from './expand';
import { listKeywords, timeKeywords } from './keywords';
import { parsePort } from './keywords-values';
import type { ConfigNode, Criterion } from './load';
import { commandKeywords } from './tokenize';

/** What commands of `Match exec` said, by their whole text: true for exit code 0. */
export type ExecAnswers = ReadonlyMap<string, boolean>;

export interface Query {
  /** The host as it was typed. */
  host: string;
  /** What stood before `@`, which wins over the config. */
  user: string | undefined;
  localUser: string;
  /** For the tokens of `Match exec`. */
  around: Surroundings;
  /** Without an answer such a block does not apply. */
  execs?: ExecAnswers | undefined;
}

/** Raw values, unexpanded, under lower-case keywords. */
export class Values {
  readonly #values = new Map<string, string[]>();
  /** Commands of `Match exec` that nobody has answered for, tokens filled in. */
  readonly unanswered = new Set<string>();

  /** All words of the first (or, for list keywords, of every) setting. */
  all(keyword: string): readonly string[] {
    return this.#values.get(keyword) ?? [];
  }

  first(keyword: string): string | undefined {
    return this.#values.get(keyword)?.[0];
  }

  set(keyword: string, words: readonly string[]): void {
    const present = this.#values.get(keyword);
    if (!present) this.#values.set(keyword, firstOf(keyword, words));
    else if (listKeywords.has(keyword)) {
      for (const word of words) {
        // `SendEnv -LC_*` takes back what stands before it.
        if (keyword === 'sendenv' && word.startsWith('-')) takeBack(present, word.slice(1));
        // The second pass meets the same lines again. ssh counts variables twice then.
        else if (keyword === 'sendenv' || !present.includes(word)) present.push(word);
      }
    }
  }
}

function firstOf(keyword: string, words: readonly string[]): string[] {
  if (keyword !== 'sendenv') return [...words];
  const values: string[] = [];
  for (const word of words) {
    if (word.startsWith('-')) takeBack(values, word.slice(1));
    else values.push(word);
  }
  return values;
}

function takeBack(values: string[], pattern: string): void {
  const left = values.filter((value) => !matchesPattern(value, pattern));
  values.splice(0, values.length, ...left);
}

/** Evaluates the user's config and then the system's. */
export function evaluate(trees: readonly ConfigNode[][], query: Query): Values {
  const values = new Values();
  if (query.user !== undefined) values.set('user', [query.user]);
  const first = new Pass(values, query, query.host, false);
  for (const tree of trees) first.run(tree);
  if (first.wantsFinal) {
    const host = hostSoFar(values, query.host).toLowerCase();
    const second = new Pass(values, query, host, true);
    for (const tree of trees) second.run(tree);
  }
  return values;
}

/** The host name as `HostName` sets it now; `host` where there is none or it is malformed. */
function hostSoFar(values: Values, host: string): string {
  const name = values.first('hostname');
  if (name === undefined) return host;
  try {
    return expandTokens(name, { h: host });
  } catch (error) {
    if (error instanceof UnknownToken) return host;
    throw error;
  }
}

/** A forward of two words is one value; of `IdentityFile` the first word counts. */
function wordsOf(keyword: string, args: readonly string[]): readonly string[] {
  if (forwardKeywords.has(keyword)) return [args.join(' ')];
  if (keyword === 'sendenv') return args;
  return listKeywords.has(keyword) ? args.slice(0, 1) : args;
}

const forwardKeywords = new Set(['localforward', 'remoteforward', 'dynamicforward']);

class Pass {
  wantsFinal = false;

  constructor(
    private readonly values: Values,
    private readonly query: Query,
    private readonly host: string,
    private readonly final: boolean,
  ) {}

  run(nodes: readonly ConfigNode[]): void {
    this.#walk(nodes, true, false);
  }

  /** `never`: the file was included by a block that does not apply, so no block in it does. */
  #walk(nodes: readonly ConfigNode[], startsActive: boolean, never: boolean): void {
    let active = startsActive;
    for (const node of nodes) {
      switch (node.kind) {
        case 'host':
          active = !never && matchesHostLine(this.host, node.patterns);
          break;
        case 'match': {
          const matches = node.criteria !== undefined && this.#matches(node.criteria, never);
          active = !never && matches;
          break;
        }
        case 'include':
          for (const file of node.files) this.#walk(file, active, never || !active);
          break;
        case 'directive':
          if (active) this.#apply(node.keyword, node.args, node.rest);
      }
    }
  }

  #matches(criteria: readonly Criterion[], never: boolean): boolean {
    let result = true;
    for (const { name, negated, value } of criteria) {
      // As in ssh, a command whose verdict cannot matter any more is not run.
      if (name === 'exec' && (never || !result)) return false;
      if (this.#holds(name, value) === negated) result = false;
    }
    return result;
  }

  #holds(name: Criterion['name'], value: string): boolean {
    switch (name) {
      case 'all':
        return true;
      case 'canonical':
        return this.final;
      case 'final':
        this.wantsFinal = true;
        return this.final;
      case 'host':
        return matchesList(hostSoFar(this.values, this.host).toLowerCase(), value.toLowerCase());
      case 'originalhost':
        return matchesList(this.query.host.toLowerCase(), value.toLowerCase());
      case 'user':
        return matchesList(this.values.first('user') ?? this.query.localUser, value);
      case 'localuser':
        return matchesList(this.query.localUser, value);
      case 'exec':
        return this.#says(value);
    }
  }

  /** Whether the command said yes; one without an answer is noted. */
  #says(command: string): boolean {
    const { query, values } = this;
    const facts = {
      host: hostSoFar(values, this.host),
      original: query.host,
      port: parsePort(values.first('port') ?? '') ?? 22,
      user: values.first('user') ?? query.localUser,
      keyAlias: values.first('hostkeyalias') ?? null,
    };
    // A name that a shell would make something of goes into no command, not even into a question.
    const { host, original, user, keyAlias } = facts;
    if (![host, original, user, keyAlias ?? host].every(isPlainWord)) return false;
    const text = expandTokens(command, pathTokens(query.around, facts));
    const said = query.execs?.get(text);
    if (said === undefined) values.unanswered.add(text);
    return said ?? false;
  }

  #apply(keyword: string, args: readonly string[], rest: string): void {
    // ProxyJump and ProxyCommand share one place: whichever comes first wins. `ProxyJump none` only
    // stands against another ProxyJump (seen with OpenSSH 9.2).
    const jump = this.values.first('proxyjump')?.toLowerCase() ?? 'none';
    if (keyword === 'proxycommand' && jump !== 'none') return;
    if (keyword === 'proxyjump' && this.values.first('proxycommand') !== undefined) return;
    // `none` is as if the line were not there: a later one counts.
    if (timeKeywords.has(keyword) && args[0]?.toLowerCase() === 'none') return;
    if (commandKeywords.has(keyword)) this.values.set(keyword, [rest]);
    else this.values.set(keyword, wordsOf(keyword, args));
  }
}
