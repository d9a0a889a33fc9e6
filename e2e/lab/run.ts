/** Runs a program to its end and keeps what it said: the lab drives system tools, not itself. */
import { spawn } from 'node:child_process';

/** What a finished program left behind. `signal` is set when it was killed. */
export interface RunResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string | Buffer;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Kills the program after so many milliseconds: a watchdog, 120 s unless told. */
  timeoutMs?: number;
}

/** Resolves with the result whatever the exit code; rejects only when the program cannot start. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const { input, timeoutMs = 120_000, ...rest } = options;
    const child = spawn(command, args, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const watchdog = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program may end without reading its input: its exit code tells, not the broken pipe.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input ?? '');
    child.on('error', (error) => {
      clearTimeout(watchdog);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}

/** As `run`, but any other exit code than 0 is an error that quotes what the program said. */
export async function must(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(command, args, options);
  if (result.code !== 0) {
    const how = result.signal ?? `exit ${result.code}`;
    throw new Error(
      `${command} ${args.join(' ')} failed (${how}): ${result.stderr || result.stdout}`,
    );
  }
  return result;
}
