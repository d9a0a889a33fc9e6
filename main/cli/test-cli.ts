/** For lab tests of this room: runs the built command as a child process, without a terminal. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface CliResult {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

export interface CliOptions {
  input?: Buffer;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Kills it after so many milliseconds: a watchdog. */
  timeoutMs?: number;
}

const bundle = join(process.cwd(), 'out/main/labmate.js');

/** Builds the command if need be; call it once before the tests of a file. */
export function buildOnce(): void {
  const built = spawnSync(process.execPath, ['scripts/cli.mjs', '--version'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the command line does not build: ${built.stderr}`);
}

/** Starts it in a session of its own, which has no terminal, with the lab's ssh folder. */
export function startCli(
  sshDir: string,
  args: readonly string[],
  options: CliOptions = {},
): ChildProcess {
  return spawn(process.execPath, [bundle, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: {
      ...process.env,
      SSH_AUTH_SOCK: '',
      LABMATE_SSH_DIR: sshDir,
      LABMATE_HOME: join(sshDir, 'labmate-home'),
      LABMATE_RESOURCES: join(process.cwd(), 'resources'),
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

export function runCli(
  sshDir: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  return finished(startCli(sshDir, args, options), options);
}

export function finished(child: ChildProcess, options: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const watchdog = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    // It may end without reading its input: the exit code tells.
    child.stdin?.on('error', () => child.stdin?.destroy());
    child.stdin?.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(watchdog);
      resolve({
        code,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}

/** Every line as JSON; throws at the first that is none. */
export function jsonLines(text: Buffer | string): Record<string, unknown>[] {
  return text
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
