/**
 * Linux users of the lab, made with `useradd` and removed with everything they run. sshd refuses a
 * locked account (`!`) even with a good key, so the password field is `*` (no password matches).
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabRegistry, machineFolder } from './registry';
import { must, type RunOptions, type RunResult, run } from './run';
import { type LabShell, shellPath, writeShellFiles } from './shells';

export interface UserOptions {
  /** The name that tests use; the Linux name is made from it (`lm-x7f2-alice`). */
  name: string;
  shell?: LabShell;
  /** Sets a real password (made at random) for password sign-in. */
  password?: boolean;
}

/** A Linux user of the lab. */
export class LabUser {
  /** Set when `password` was asked for. */
  password: string | undefined;

  constructor(
    readonly name: string,
    /** The name on the machine. */
    readonly login: string,
    readonly uid: number,
    readonly gid: number,
    readonly home: string,
    readonly shell: string,
  ) {}

  /** Environment of a plain session of this user; nothing of the test's own environment. */
  get env(): NodeJS.ProcessEnv {
    return {
      HOME: this.home,
      USER: this.login,
      LOGNAME: this.login,
      SHELL: this.shell,
      LANG: 'C.UTF-8',
      PATH: '/usr/local/bin:/usr/bin:/bin',
    };
  }

  /** Needs root, and a user that was made here. */
  async setPassword(password: string): Promise<void> {
    await must('chpasswd', ['-c', 'SHA512'], { input: `${this.login}:${password}\n` });
    this.password = password;
  }

  /** Runs a program as this user in the home folder. */
  run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return run(command, args, { cwd: this.home, env: this.env, ...this.#identity(), ...options });
  }

  /** Starts a long-lived process with a chosen title, as seen in `ps`. Gone at `lab.stop()`. */
  startProcess(title: string): number {
    // The title is argv[0] of a sleep; no shell stays in between, so the pid is the sleeper's.
    const child = spawn('sleep', ['100000'], {
      argv0: title,
      cwd: this.home,
      env: this.env,
      ...this.#identity(),
      stdio: 'ignore',
      detached: true,
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`no process could be started for ${this.login}`);
    return child.pid;
  }

  /** Pids of all living processes of this user. */
  pids(): number[] {
    return pidsOf(this.uid);
  }

  #identity(): { uid?: number; gid?: number } {
    return process.getuid?.() === this.uid ? {} : { uid: this.uid, gid: this.gid };
  }
}

/** Makes the user; needs root. The registry hears of the name before the user exists. */
export async function createUser(
  registry: LabRegistry,
  tag: string,
  options: UserOptions,
): Promise<LabUser> {
  const login = `lm-${tag}-${options.name}`;
  if (!/^lm-[a-z0-9-]{3,27}$/.test(login)) throw new Error(`not a user name: ${login}`);
  const shell = shellPath(options.shell ?? 'bash');
  const home = join(registry.record.dir, 'home', login);
  registry.record.users.push(login);
  registry.save();
  const uid = await addAccount(login, home, shell);
  mkdirSync(home, { recursive: true, mode: 0o750 });
  const user = new LabUser(options.name, login, uid, uid, home, shell);
  writeShellFiles(home, options.shell ?? 'bash');
  giveTo(user, home);
  if (options.password) {
    await user.setPassword(`Lab ${tag} päss'"$\\`);
  }
  return user;
}

/** Not root: the person who runs the tests is the only user. The home is a folder of the lab. */
export function currentUser(dir: string, name: string): LabUser {
  const info = userInfo();
  const home = join(dir, 'home', info.username);
  mkdirSync(home, { recursive: true, mode: 0o750 });
  writeShellFiles(home, 'bash');
  return new LabUser(name, info.username, info.uid, info.gid, home, info.shell ?? '/bin/sh');
}

/**
 * useradd and userdel lock /etc/passwd and give up when another holds the lock: labs queue at a
 * lock of their own, and strangers are met with patience.
 */
async function underLock(command: string, args: readonly string[]): Promise<RunResult> {
  for (let attempt = 0; ; attempt += 1) {
    const lock = join(machineFolder, 'users.lock');
    const result = await run('flock', [lock, command, ...args]);
    if (attempt === 20 || !/cannot lock|try again/.test(result.stderr)) return result;
    await sleep(50 + Math.random() * 200);
  }
}

/** A uid far from the machine's own, at random: files of removed users must not find new owners. */
async function addAccount(login: string, home: string, shell: string): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const uid = 20_000 + Math.floor(Math.random() * 40_000);
    const result = await underLock('useradd', [
      ...['--uid', String(uid), '--user-group', '--no-create-home', '--home-dir', home],
      ...['--shell', shell, '--password', '*', '--no-log-init', '--comment', 'Labmate test user'],
      login,
    ]);
    if (result.code === 0) return uid;
    // 4: uid already in use (useradd(8)).
    if (result.code !== 4 || attempt === 10) {
      throw new Error(`useradd ${login} failed (exit ${result.code}): ${result.stderr.trim()}`);
    }
  }
}

/** Hands a file, or a folder and all in it, to the user; links are handed over, not followed. */
export function giveTo(user: LabUser, path: string): void {
  const stats = lstatSync(path);
  lchownSync(path, user.uid, user.gid);
  if (stats.isDirectory()) {
    for (const name of readdirSync(path)) giveTo(user, join(path, name));
  } else if ((stats.mode & 0o6000) !== 0) {
    // The kernel takes the set-id bits away when the owner of a program changes.
    chmodSync(path, stats.mode & 0o7777);
  }
}

/** Adds public keys to ~/.ssh/authorized_keys, with the modes that StrictModes wants. */
export function authorizeKeys(user: LabUser, publicKeys: readonly string[]): void {
  const folder = join(user.home, '.ssh');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'authorized_keys');
  writeFileSync(file, publicKeys.map((line) => `${line.trim()}\n`).join(''), { flag: 'a' });
  chmodSync(file, 0o600);
  giveTo(user, folder);
}

/** Living processes whose real or effective uid is this one; zombies are dead already. */
export function pidsOf(uid: number): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let status: string;
    try {
      status = readFileSync(`/proc/${name}/status`, 'latin1');
    } catch {
      continue; // It ended while we looked.
    }
    const uids = /^Uid:\t(\d+)\t(\d+)/m.exec(status);
    const owned = uids !== null && (Number(uids[1]) === uid || Number(uids[2]) === uid);
    if (owned && !/^State:\tZ/m.test(status)) found.push(Number(name));
  }
  return found;
}

/** Kills every process of a lab user, again and again until none is left (10 s at most). */
export async function killAllOf(uid: number): Promise<void> {
  if (uid < 1000 || uid === process.getuid?.()) throw new Error(`uid ${uid} is not a lab user`);
  for (let round = 0; round < 200; round += 1) {
    const pids = pidsOf(uid);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await sleep(50);
  }
  throw new Error(`processes ${pidsOf(uid).join(', ')} of uid ${uid} do not end`);
}

/** Removes a lab user, what it runs, and what it keeps outside its home. Nothing if it is gone. */
export async function removeUser(login: string): Promise<void> {
  const entry = await run('getent', ['passwd', login]);
  const uid = Number(entry.stdout.split(':')[2]);
  if (entry.code !== 0 || !Number.isInteger(uid)) return;
  await killAllOf(uid);
  const result = await underLock('userdel', [login]);
  // 6: the user is gone already (userdel(8)).
  if (result.code !== 0 && result.code !== 6) throw new Error(result.stderr.trim());
  removeSharedFiles(uid);
}

/** tmux sockets and temporary files in the shared folders: only what this uid owns. */
function removeSharedFiles(uid: number): void {
  for (const folder of ['/tmp', '/var/tmp', '/dev/shm', '/var/mail', '/run/user']) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
      if (owner === uid) rmSync(path, { recursive: true, force: true });
    }
  }
}
