/** `labmate exec`: a command on a server, as `ssh host command` runs it. */
import { constants } from 'node:os';
import type { ExitStatus, Link, RemoteProcess } from '../../engine/connections';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { parseServer } from '../place';
import { connectStreams } from '../streams';

export const exec: Command = {
  name: 'exec',
  usage: '[options] <server> -- <command> [words…]',
  summary: 'run a command on a server, as ssh does',
  description: `
The words are joined with spaces and run by the login shell of the server, so quote what is
meant for that shell. Input, output and errors pass through unchanged, byte for byte. The exit
code is that of the command; 128 + n when signal n ended it; 255 when there was no connection.
Without -- the command begins at the first word after the server.`,
  options: [{ name: 'tty', short: 't', help: 'give the command a terminal (for top, vim, tmux)' }],
  wordsBeforeCommand: 1,
  problemCode: exitCodes.connection,
  async run(context, { switches, words }) {
    const server = parseServer(words[0]);
    const wantsTerminal = switches.has('tty');
    if (words.length < 2 && !wantsTerminal) throw new UsageError('The command is missing.');
    const { signal } = context;
    const link = await context.engine().connections.link(server, signal);
    const command = words.slice(1).join(' ');
    const remote = await start(link, command, wantsTerminal, signal);
    return exitCodeOf(await runThrough(context, remote, wantsTerminal));
  },
};

function start(
  link: Link,
  command: string,
  wantsTerminal: boolean,
  signal: AbortSignal,
): Promise<RemoteProcess> {
  if (!wantsTerminal) return link.exec(command, { signal });
  const { columns: cols = 80, rows = 24 } = process.stdout;
  const pty = { cols, rows, term: process.env['TERM'] || 'xterm-256color' };
  return command === '' ? link.shell(pty, { signal }) : link.exec(command, { pty, signal });
}

/** Passes the streams and the size of the window until the command ends. */
async function runThrough(
  { signal }: CommandContext,
  remote: RemoteProcess,
  wantsTerminal: boolean,
): Promise<ExitStatus> {
  const { stdin, stdout } = process;
  const raw = wantsTerminal && stdin.isTTY;
  const resize = (): void => remote.resize(stdout.columns || 80, stdout.rows || 24);
  const restore = (): void => {
    if (raw) stdin.setRawMode(false);
  };
  if (raw) {
    stdin.setRawMode(true);
    // Whatever ends this process, the person's terminal must be usable again.
    process.once('exit', restore);
    stdout.on('resize', resize);
  }
  try {
    return await connectStreams(remote, signal);
  } finally {
    stdout.off('resize', resize);
    process.off('exit', restore);
    restore();
  }
}

function exitCodeOf({ code, signal }: ExitStatus): number {
  if (code !== null) return code;
  if (signal === null) return exitCodes.connection;
  const numbers: Record<string, number | undefined> = constants.signals;
  return 128 + (numbers[`SIG${signal}`] ?? 0);
}
