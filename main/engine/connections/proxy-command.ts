/**
 * The ProxyCommand of an ssh config: a program of this computer whose streams are the connection. It is the
 * only place where Labmate runs a command line of text, because that is what the keyword means; a person
 * has read it and said yes, for this server and this very text. It ends with the connection.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { cancelled, ProblemError } from '../kit/outcome';
import { printable } from '../kit/printable';
import { allowedCommands } from '../servers';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import { connectionError } from './words';

/** What is kept of the program's complaints, in bytes. */
const keptBytes = 4096;
/** A longer command is not read by anybody, in characters. */
const mostShown = 4000;
/** After the polite signal the program has so long, in milliseconds. */
const politeMs = 1500;

export interface ThroughCommand {
  transport: Duplex;
  /** Why the program ended, once it has: for the sentence of a failed attempt. */
  ended(): Promise<{ how: string; said: string } | null>;
}

/** @throws ProblemError `connections/proxy-command` when the person does not want it */
export async function throughCommand(
  server: ResolvedServer,
  command: string,
  context: AttemptContext,
): Promise<ThroughCommand> {
  const { name, host, port } = server;
  const allowed = allowedCommands(context.host.paths.data);
  if (!(await allowed.has(name, command))) {
    // What is not shown whole cannot be allowed.
    if (command.length > mostShown) {
      throw connectionError({ kind: 'proxy-command', server: name, host, port, command });
    }
    const answer = await context.ask({
      kind: 'confirm',
      server: name,
      title: `Run a command of your ssh config for ${name}?`,
      // As it is: who shows it makes control characters visible. Nothing of it may be left out here.
      text: `Your ssh config reaches ${name} through this command, which runs on this computer as you: ${command}`,
      yes: 'Run it',
      danger: true,
    });
    if (answer.kind !== 'yes') {
      throw connectionError({ kind: 'proxy-command', server: name, host, port, command });
    }
    await allowed.add(name, command);
  }
  if (context.signal.aborted) throw new ProblemError(cancelled);
  context.step('running the ProxyCommand');
  return start(command);
}

function start(command: string): ThroughCommand {
  const child = run(command);
  let said = Buffer.alloc(0);
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < keptBytes) said = Buffer.concat([said, chunk]).subarray(0, keptBytes);
  });
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`),
    );
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('the command has no streams');
  const transport = Duplex.from({ readable: stdout, writable: stdin });
  let isOver = false;
  void exit.then(() => {
    isOver = true;
  });
  transport.once('close', () => {
    if (isOver) return;
    end(child, 'SIGHUP');
    const firmly = setTimeout(() => end(child, 'SIGKILL'), politeMs);
    void exit.then(() => clearTimeout(firmly));
  });
  return {
    transport,
    async ended() {
      // Its last words may come a moment after its output has ended.
      const pause = new Promise<null>((resolve) => setTimeout(() => resolve(null), 300).unref());
      const how = await Promise.race([exit, pause]);
      return how === null ? null : { how, said: printable(said.toString('utf8').trim(), 500) };
    },
  };
}

/** A shell runs it, as ssh has it, in a group of its own, so that all of it can be ended. */
function run(command: string): ChildProcess {
  if (process.platform === 'win32') {
    const shell = process.env['ComSpec'] ?? 'cmd.exe';
    return spawn(shell, ['/d', '/s', '/c', `"${command}"`], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      windowsVerbatimArguments: true,
    });
  }
  return spawn('/bin/sh', ['-c', `exec ${command}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], {
      windowsHide: true,
      stdio: 'ignore',
    });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
