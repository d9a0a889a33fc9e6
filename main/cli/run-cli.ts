/** From the words of the command line to an exit code. */
import { type LogEntry, logTo } from '../engine/kit/log';
import { cancelled, type Problem, ProblemError, problemOf } from '../engine/kit/outcome';
import { newIncident } from '../engine/serve';
import { type ParsedArguments, parseArguments } from './arguments';
import { type CliHost, createCliHost } from './cli-host';
import { type Command, type CommandContext, commonOptions } from './command';
import { commands } from './commands';
import { createEngine, type Engine } from './engine';
import { exitCodes, UsageError } from './exit-codes';
import { helpOf, overview } from './help';
import { createOutput, type Output } from './output';
import { showProblem } from './show-problem';
import type { Signals } from './signals';
import { version } from './version';
import { badUsage, cannotAsk, noNewPassphrase } from './words';

export interface CliWorld {
  /** Folder of the scripts that ship with the app. */
  resources: string;
  signals: Signals;
}

/** After the command is over, connections get so long to say goodbye. */
const goodbyeMs = 2000;

/** @returns the exit code; never throws for what a person can cause. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const [first, ...rest] = argv;
  const plain = createOutput(false);
  if (first === '--version' || first === '-V') {
    await plain.line(`labmate ${version}`);
    return exitCodes.ok;
  }
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    return help(plain, first === undefined ? undefined : rest[0], first !== undefined);
  }
  const command = commands.find(({ name }) => name === first);
  if (!command) return misused(plain, `There is no command ${first}.`, 'labmate help');
  try {
    const args = parseArguments(rest, {
      options: [...command.options, ...commonOptions],
      ...(command.wordsBeforeCommand && { wordsBeforeCommand: command.wordsBeforeCommand }),
    });
    if (args.switches.has('help')) return await help(plain, command.name, true);
    return await runCommand(command, args, world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const output = createOutput(beforeDashes(rest).includes('--json'));
    return misused(output, error.message, `labmate ${command.name} --help`);
  }
}

async function help(output: Output, name: string | undefined, asked: boolean): Promise<number> {
  const command = commands.find((candidate) => candidate.name === name);
  if (name !== undefined && !command) {
    return misused(output, `There is no command ${name}.`, 'labmate help');
  }
  const lines = command ? helpOf(command) : overview(commands);
  for (const line of lines) {
    if (asked) await output.line(line);
    else output.note(line);
  }
  return asked ? exitCodes.ok : exitCodes.usage;
}

function misused(output: Output, what: string, more: string): number {
  showProblem(output, badUsage(what, more));
  return exitCodes.usage;
}

/** The words that can be options, whatever they mean: for when they could not be read. */
function beforeDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--');
  return dashes < 0 ? words : words.slice(0, dashes);
}

/** @throws UsageError */
async function runCommand(
  command: Command,
  args: ParsedArguments,
  world: CliWorld,
): Promise<number> {
  const { signals } = world;
  const output = createOutput(args.switches.has('json'));
  const log = logTo((entry) => {
    if (args.switches.has('verbose')) output.note(logLine(entry));
  });
  let engine: Engine | undefined;
  const host = createCliHost({
    log,
    acceptNew: args.switches.has('accept-new'),
    resources: world.resources,
    accepted: ({ host: name, keyType, fingerprint }) =>
      output.note(`labmate: accepted the new ${keyType} key of ${name}: ${fingerprint}`),
    browser: !args.switches.has('no-browser'),
    async showUrl(url) {
      await output.object({ url });
      await output.line(`open within a minute, it works once: ${url}`);
    },
    interrupt: signals.interrupt,
  });
  const context: CommandContext = {
    output,
    signal: signals.signal,
    engine: () => {
      engine ??= createEngine(host);
      return engine;
    },
    explain: (problem) => explained(problem, host),
    async newPassphrase(keyFile) {
      const typed = await host.newPassphrase(keyFile, signals.signal);
      if (typed === undefined) throw new ProblemError(noNewPassphrase(keyFile));
      return typed;
    },
  };
  try {
    return await command.run(context, args);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (signals.code !== undefined) return signals.code;
    const problem = problemOf(error) ?? newIncident(error, `labmate ${command.name}`, log);
    showProblem(output, context.explain(problem));
    return command.problemCode ?? exitCodes.problem;
  } finally {
    await goodbye(engine);
    host.close();
  }
}

/** Why a question was dismissed matters more than that it was. */
function explained(problem: Problem, host: CliHost): Problem {
  const dismissedTags = [
    'keys/no-passphrase',
    'keys/link-refused',
    'connections/host-key-refused',
    'connections/auth-failed',
    cancelled.tag,
  ];
  return host.unasked && dismissedTags.includes(problem.tag)
    ? { ...cannotAsk(host.unasked), detail: problem.why ?? problem.what }
    : problem;
}

async function goodbye(engine: Engine | undefined): Promise<void> {
  if (!engine) return;
  await Promise.race([
    engine.close(),
    new Promise<void>((resolve) => {
      setTimeout(resolve, goodbyeMs).unref();
    }),
  ]);
}

function logLine({ level, scope, text, data }: LogEntry): string {
  return `${level} ${scope}: ${text}${data ? ` ${JSON.stringify(data)}` : ''}`;
}
