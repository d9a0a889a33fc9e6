/**
 * The commands of `Match exec`: run only after a yes to the very text, for the server that it is about, as a
 * ProxyCommand is. Without a yes, and when one takes too long, its block does not apply.
 */
import { spawn } from 'node:child_process';
import type { Answer, QuestionBody } from '../../../preload/contract/questions';
import { cancelled, ProblemError } from '../kit/outcome';
import { allowedCommands } from './allowed-commands';
import type { ExecAnswers } from './config/evaluate';

/** ssh waits without end; a connection should not. */
const PATIENCE_MS = 10_000;
/** Each answer may lead to further blocks; more than these are not followed, in one connection. */
const MAX_COMMANDS = 20;
/** A longer command is not read by anybody, in characters. */
const MOST_SHOWN = 4000;

export interface Asker {
  /** @throws ProblemError where nobody may be asked */
  ask(body: QuestionBody): Promise<Answer>;
  readonly signal: AbortSignal;
  /** Where what was allowed is kept. */
  readonly dataFolder: string;
}

/**
 * Reads a server's config until no command is left to be asked about.
 * @param read gives the config with these answers, and which commands it still wants
 * @returns what was read last, and the commands that were not run
 * @throws what `read` and `ask` throw, and the cancellation
 */
export async function readAsking<T>(
  server: string,
  read: (answers: ExecAnswers) => { value: T; unanswered: readonly string[] },
  asker: Asker,
): Promise<{ value: T; notRun: string[] }> {
  const answers = new Map<string, boolean>();
  const refused: string[] = [];
  for (;;) {
    const { value, unanswered } = read(answers);
    const open = unanswered.filter((text) => !answers.has(text));
    const [command] = open;
    if (command === undefined || answers.size >= MAX_COMMANDS) {
      return { value, notRun: [...refused, ...open] };
    }
    const allowed = await mayRun(server, command, asker);
    // Somebody who went away while they were asked wants nothing run any more.
    if (asker.signal.aborted) throw new ProblemError(cancelled);
    if (!allowed) refused.push(command);
    answers.set(command, allowed && (await run(command, asker)));
  }
}

async function mayRun(server: string, command: string, asker: Asker): Promise<boolean> {
  const allowed = allowedCommands(asker.dataFolder);
  if (await allowed.has(server, command)) return true;
  // What is not shown whole cannot be allowed.
  if (command.length > MOST_SHOWN) return false;
  const answer = await asker.ask({
    kind: 'confirm',
    server,
    title: `Run a command to read the ssh config for ${server}?`,
    text: `Whether some of its settings count for ${server}, your ssh config asks this command (Match exec), which runs on this computer as you: ${command}`,
    yes: 'Run it',
    danger: true,
  });
  if (answer.kind !== 'yes') return false;
  await allowed.add(server, command);
  return true;
}

/** Whether it ends with 0, as ssh has it: by the person's shell, without input, what it prints thrown away. */
function run(command: string, { signal }: Asker): Promise<boolean> {
  const isWindows = process.platform === 'win32';
  const shell = isWindows
    ? (process.env['ComSpec'] ?? 'cmd.exe')
    : process.env['SHELL'] || '/bin/sh';
  const words = isWindows ? ['/d', '/s', '/c', `"${command}"`] : ['-c', command];
  return new Promise((resolve) => {
    const child = spawn(shell, words, {
      stdio: 'ignore',
      detached: !isWindows, // a group of its own, so that all of it can be ended
      windowsHide: true,
      windowsVerbatimArguments: true,
    });
    const end = () => {
      try {
        if (isWindows || child.pid === undefined) child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    };
    const timer = setTimeout(end, PATIENCE_MS);
    signal.addEventListener('abort', end, { once: true });
    const done = (yes: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(yes);
    };
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}
