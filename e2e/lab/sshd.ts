/**
 * Real OpenSSH servers: one `sshd -i` per connection behind the fault proxy, or a daemon for
 * benchmarks and for what only a daemon does (MaxStartups).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Upstream } from './faulty-connection';
import { isRoot } from './registry';

export const sshdPath = '/usr/sbin/sshd';
const sftpServers = ['/usr/lib/openssh/sftp-server', '/usr/libexec/openssh/sftp-server'];

export interface SshdConfig {
  hostKeyFiles: readonly string[];
  /** sshd's own variables for each session. */
  environment: Readonly<Record<string, string>>;
  login: string;
  authorizedKeysFile: string;
  passwordAuthentication: boolean;
  /** Questions through PAM. */
  keyboardInteractive: boolean;
  /** Start folder of SFTP where it is not the home that the account names. */
  sftpFolder: string | undefined;
  /** Lines of the caller, put first: sshd takes the first value that it meets. */
  extra: readonly string[];
}

/** The text of an sshd_config. */
export function sshdConfigText(config: SshdConfig): string {
  const sftp = sftpServers.find((path) => existsSync(path)) ?? 'internal-sftp';
  const environment = Object.entries(config.environment).map(
    ([name, value]) => `"${name}=${value.replace(/["\\]/g, '\\$&')}"`,
  );
  return [
    ...config.extra,
    ...config.hostKeyFiles.map((file) => `HostKey ${file}`),
    'ListenAddress 127.0.0.1',
    'PidFile none',
    `UsePAM ${config.keyboardInteractive ? 'yes' : 'no'}`,
    'UseDNS no',
    'PrintMotd no',
    'PrintLastLog no',
    'LogLevel VERBOSE',
    `StrictModes ${isRoot ? 'yes' : 'no'}`,
    `AllowUsers ${config.login}`,
    'PubkeyAuthentication yes',
    `PasswordAuthentication ${config.passwordAuthentication ? 'yes' : 'no'}`,
    `KbdInteractiveAuthentication ${config.keyboardInteractive ? 'yes' : 'no'}`,
    `AuthorizedKeysFile ${config.authorizedKeysFile}`,
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'AcceptEnv LANG LC_* COLORTERM',
    ...(environment.length > 0 ? [`SetEnv ${environment.join(' ')}`] : []),
    `Subsystem sftp ${sftp}${config.sftpFolder ? ` -d ${config.sftpFolder}` : ''}`,
    '',
  ].join('\n');
}

/** As root sshd wants this folder for its unprivileged half; Debian makes it at boot only. */
export function preparePrivilegeSeparation(): void {
  if (isRoot && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
}

/**
 * Starts an sshd that serves one connection over pipes and ends with it. Under another name it
 * takes the PAM service of that name (`__progname` in OpenSSH's sshd.c).
 */
export function spawnSshd(configFile: string, logFile: string, name?: string): Upstream {
  const child = spawn(sshdPath, ['-i', '-f', configFile, '-E', logFile], {
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(name ? { argv0: name } : {}),
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    readable: child.stdout,
    writable: child.stdin,
    kill: () => killSshd(child),
    gone,
  };
}

/**
 * After the sign-in a child of ours (privilege separation) holds the connection: it is killed
 * first, else the session would go on without its monitor.
 */
function killSshd(monitor: ChildProcess): void {
  if (monitor.pid === undefined || monitor.exitCode !== null) return;
  for (const pid of childrenOf(monitor.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  monitor.kill('SIGKILL');
}

function childrenOf(pid: number): number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return list.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // It has ended meanwhile.
  }
}

/** Opens a TCP connection to a daemon, for a proxy that stands before one. */
export function connectToDaemon(port: number): Upstream {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.setNoDelay(true);
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { readable: socket, writable: socket, kill: () => void socket.destroy(), gone };
}

/** An sshd that listens by itself. */
export interface SshdDaemon {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a daemon on a free port below the ephemeral range; a taken port means another try. */
export async function startDaemon(configFile: string, logFile: string): Promise<SshdDaemon> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = 19_000 + Math.floor(Math.random() * 9_000);
    const args = ['-D', '-f', configFile, '-p', String(port), '-E', logFile];
    const child = spawn(sshdPath, args, { stdio: 'ignore' });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (await answers(child, port)) {
      return { port, pid: child.pid ?? 0, stop: () => stopDaemon(child, exited) };
    }
    await stopDaemon(child, exited);
  }
  throw new Error(`sshd does not start: ${readFileSync(logFile, 'utf8').slice(-2000)}`);
}

/** True once our own child answers; a child that ended did not get the port. */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let round = 0; round < 200; round += 1) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open && child.exitCode === null) return true;
    await sleep(25);
  }
  return false;
}

async function stopDaemon(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const firmly = setTimeout(() => child.kill('SIGKILL'), 3000);
  await exited;
  clearTimeout(firmly);
}
