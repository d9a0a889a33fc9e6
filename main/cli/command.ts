/** What a command of `labmate` is, and what it is given to work with. */
import type { Problem } from '../engine/kit/outcome';
import type { OptionSpec, ParsedArguments } from './arguments';
import type { Engine } from './engine';
import type { Output } from './output';

export interface CommandContext {
  readonly output: Output;
  /** The engine, made at first use; closed when the command is over. */
  engine(): Engine;
  /** Asks twice for the passphrase of a new key; empty for none. @throws ProblemError without a terminal */
  newPassphrase(keyFile: string): Promise<string>;
  /** Fires at Ctrl-C, SIGTERM, and when the terminal goes away. */
  readonly signal: AbortSignal;
  /** The problem to show: says so when a question could not be asked for want of a terminal. */
  explain(problem: Problem): Problem;
}

export interface Command {
  name: string;
  /** After `labmate <name>`: `[options] <server>`. */
  usage: string;
  /** One line for the list of commands. */
  summary: string;
  /** Paragraphs for `--help`. */
  description: string;
  options: readonly OptionSpec[];
  /** See arguments.ts. */
  wordsBeforeCommand?: number;
  /** Exit code for a problem; 1 unless told. */
  problemCode?: number;
  /** @returns the exit code. @throws ProblemError, UsageError */
  run(context: CommandContext, args: ParsedArguments): Promise<number>;
}

/** Options that every command has. */
export const commonOptions: readonly OptionSpec[] = [
  { name: 'json', help: 'print one JSON object per line; see docs/cli.md for the fields' },
  {
    name: 'accept-new',
    help: 'accept the host key of a server that was never seen before (never a changed one)',
  },
  { name: 'verbose', short: 'v', help: 'say on stderr what is going on' },
  { name: 'help', short: 'h', help: 'show this help' },
];
