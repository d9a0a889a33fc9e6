/**
 * Reads an ssh config and everything it includes into a tree. Nothing is executed and nothing is
 * decided here: which blocks apply to a server is the business of evaluate.ts. Every mistake
 * becomes a problem with its file and line, and reading goes on.
 */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { matchesHostLine } from '../../kit/host-patterns';
import type { Problem } from '../../kit/outcome';
import { type ConfigFault, configFault, type Place } from '../words';
import { glob } from './glob';
import { specOf, takesOne } from './keywords';
import { commandKeywords, linesOf, splitArguments, tokenize } from './tokenize';

/** One condition of a `Match` line; unknown ones never get here. */
export interface Criterion {
  name: 'all' | 'canonical' | 'final' | 'host' | 'originalhost' | 'user' | 'localuser' | 'exec';
  negated: boolean;
  /** A comma-separated pattern list, or a command; empty for those without a value. */
  value: string;
}

export type ConfigNode =
  | { kind: 'directive'; keyword: string; args: string[]; rest: string; place: Place }
  | { kind: 'host'; patterns: string[]; place: Place }
  /** `criteria` is undefined when the block can never apply (not understood). */
  | { kind: 'match'; criteria: Criterion[] | undefined; place: Place }
  /** `paths` are the files that were asked for, existing or not. */
  | { kind: 'include'; files: ConfigNode[][]; paths: string[]; place: Place };

export interface LoadedConfig {
  nodes: ConfigNode[];
  problems: Problem[];
  /** Files and folders whose change can change the result, existing or not. */
  sources: string[];
}

export interface LoadOptions {
  /** Folder of relative includes: the user's ssh folder, or `/etc/ssh`. */
  folder: string;
  /** What `~` stands for. */
  home: string;
  /** ssh refuses a user's config that others can write; the system's is not checked. */
  checkPermissions: boolean;
}

/** As OpenSSH's READCONF_MAX_DEPTH. */
const maxDepth = 16;
/** Files that include others several times each would otherwise be read for ever. */
const maxFiles = 1000;
const maxBytes = 4 * 1024 * 1024;

/** Loads a config file; a missing file is an empty config. */
export function loadConfig(path: string, options: LoadOptions): LoadedConfig {
  const loader = new Loader(options);
  const nodes = loader.file(path, [], undefined);
  return { nodes, problems: loader.problems, sources: [...loader.sources] };
}

class Loader {
  readonly problems: Problem[] = [];
  readonly sources = new Set<string>();
  #ignored: string[] = [];
  #included = 0;

  constructor(private readonly options: LoadOptions) {}

  /** The nodes of a file. `includedAt` is where it was asked for, if it was included. */
  file(path: string, stack: readonly string[], includedAt: Place | undefined): ConfigNode[] {
    this.sources.add(path);
    const text = this.#read(path, includedAt);
    if (text === undefined) return [];
    if (text.startsWith('\uFEFF'))
      this.#fault({ kind: 'byte-order-mark' }, { file: path, line: 1 });
    const nodes: ConfigNode[] = [];
    for (const [index, line] of linesOf(text).entries()) {
      const node = this.#line(line, { file: path, line: index + 1 }, [...stack, path]);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  #fault(fault: ConfigFault, place: Place): void {
    this.problems.push(configFault(fault, place));
  }

  #read(path: string, includedAt: Place | undefined): string | undefined {
    try {
      const stat = statSync(path);
      // A pipe would block for ever, a huge file is no config.
      if (!stat.isFile()) throw new Error('It is not an ordinary file.');
      if (stat.size > maxBytes) throw new Error('It is larger than 4 MiB.');
      if (this.options.checkPermissions && process.platform !== 'win32' && stat.mode & 0o022) {
        this.#fault({ kind: 'writable-by-others' }, { file: path, line: 0 });
      }
      return readFileSync(path, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // ssh passes over missing files, included ones too.
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      const reason = code === 'EACCES' ? 'You may not read it.' : (error as Error).message;
      if (includedAt) this.#fault({ kind: 'include-unreadable', path, reason }, includedAt);
      else this.#fault({ kind: 'unreadable', reason }, { file: path, line: 0 });
      return undefined;
    }
  }

  #line(text: string, place: Place, stack: readonly string[]): ConfigNode | undefined {
    const line = tokenize(text);
    if (line.kind === 'empty') return undefined;
    if (line.kind === 'fault') {
      const keyword = line.spelling;
      this.#fault({ kind: line.fault === 'quotes' ? 'quotes' : 'keyword', keyword }, place);
      return undefined;
    }
    const { keyword, spelling, args, rest } = line;
    if (args.length === 0 || args[0] === '') {
      this.#fault({ kind: 'argument', keyword: spelling }, place);
      return undefined;
    }
    if (keyword === 'host') return { kind: 'host', patterns: args, place };
    if (keyword === 'match') return { kind: 'match', criteria: this.#match(rest, place), place };
    if (keyword === 'include') return this.#include(args, place, stack);
    if (!this.#isUsable(keyword, spelling, args, place)) return undefined;
    if (keyword === 'ignoreunknown') this.#ignored.push(...(args[0] ?? '').split(','));
    return { kind: 'directive', keyword, args, rest, place };
  }

  #isUsable(keyword: string, spelling: string, args: string[], place: Place): boolean {
    const spec = specOf(keyword);
    if (!spec) {
      if (
        !matchesHostLine(
          keyword,
          this.#ignored.map((text) => text.toLowerCase()),
        )
      ) {
        this.#fault({ kind: 'keyword', keyword: spelling }, place);
      }
      return false;
    }
    const value = args[0] ?? '';
    const expected = commandKeywords.has(keyword) ? undefined : spec.check?.(value, args);
    if (expected !== undefined) {
      this.#fault({ kind: 'value', keyword: spelling, value, expected }, place);
      return false;
    }
    if (takesOne(keyword) && args.length > 1) {
      this.#fault({ kind: 'extra', keyword: spelling, extra: args.slice(1).join(' ') }, place);
    }
    return true;
  }

  #include(args: string[], place: Place, stack: readonly string[]): ConfigNode {
    const files: ConfigNode[][] = [];
    const asked: string[] = [];
    for (const pattern of args.map((text) => this.#absolute(text))) {
      const { paths, folders } = glob(pattern);
      for (const folder of folders) this.sources.add(folder);
      asked.push(...paths);
      for (const path of paths) {
        if (stack.includes(path) || stack.length > maxDepth) {
          this.#fault({ kind: 'include-depth', path }, place);
        } else if (this.#included >= maxFiles) {
          if (this.#included === maxFiles)
            this.#fault({ kind: 'include-many', path, most: maxFiles }, place);
          this.#included = maxFiles + 1;
        } else {
          this.#included += 1;
          files.push(this.file(path, stack, place));
        }
      }
    }
    return { kind: 'include', files, paths: asked, place };
  }

  #absolute(path: string): string {
    if (path === '~' || /^~[\\/]/.test(path)) return join(this.options.home, path.slice(2));
    return isAbsolute(path) ? path : join(this.options.folder, path);
  }

  /** The conditions of a Match line, or undefined when one makes the block unusable for us. */
  #match(rest: string, place: Place): Criterion[] | undefined {
    // `host=a` is the same as `host a`; ssh splits these words with `=` as a blank.
    const words = splitArguments(blankEquals(rest)) ?? [];
    const criteria: Criterion[] = [];
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? '';
      const negated = word.startsWith('!');
      const name = (negated ? word.slice(1) : word).toLowerCase();
      if (name === 'all' || name === 'canonical' || name === 'final') {
        criteria.push({ name, negated, value: '' });
        continue;
      }
      at += 1;
      const value = words[at];
      if (!isValued(name) || value === undefined) {
        this.#fault({ kind: 'match', condition: word }, place);
        return undefined;
      }
      criteria.push({ name, negated, value });
    }
    return criteria;
  }
}

const valued = ['host', 'originalhost', 'user', 'localuser', 'exec'] as const;

function isValued(name: string): name is (typeof valued)[number] {
  return valued.some((each) => each === name);
}

/** Replaces `=` outside quotes by a blank. */
function blankEquals(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'|=/g, (part) => (part === '=' ? ' ' : part));
}
