/** One lab server: a real sshd for one user, its port behind the fault proxy, its GPUs scripted. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultProxy } from './fault-proxy';
import type { GpuProcess, GpuScenario, ScriptedGpu } from './gpu';
import { type HostKey, type HostKeyType, type KeyName, makeHostKey } from './keys';
import type { OneTimeCodes, Questions } from './one-time-code';
import type { LabShell } from './shells';
import type { SshdDaemon } from './sshd';
import type { LabUser } from './users';

export interface ServerOptions {
  /** The Host alias in the ssh config, and the folder name. */
  name: string;
  /** The user who signs in; made when it does not exist yet. `alice` unless told. */
  user?: string;
  /** Login shell of a user that is made here. */
  shell?: LabShell;
  /** Give the user (made here) a real password and allow password sign-in. */
  password?: boolean;
  /**
   * Sign in by keyboard-interactive (PAM): `password`, or `password and code`. Implies `password`;
   * check `questionsMissing` first. Keys still sign in unless `authorize: []`.
   */
  asks?: Questions;
  /** Lines put first into sshd_config, for instance `MaxSessions 2`. */
  sshdConfig?: readonly string[];
  /** The nvidia-smi scenario; without it there is no nvidia-smi. */
  gpu?: GpuScenario;
  /** More environment of each session. */
  env?: Readonly<Record<string, string>>;
  /** Programs that must not be found, such as `tmux`, `rsync`, `git`, `jupyter`, `python3`. */
  without?: readonly string[];
  /** Folders of programs put early in PATH. */
  programs?: readonly string[];
  /** Put `jupyter` into PATH (see `jupyterMissing`). Without it only a Jupyter of the system is. */
  jupyter?: boolean;
  /** Which of the lab's keys sign in (all unless told; `[]` for none). */
  authorize?: readonly KeyName[];
  /** Which key the config block names; `false` leaves IdentityFile out. */
  identity?: KeyName | false;
  hostKeyTypes?: readonly HostKeyType[];
  /** A listening sshd behind the proxy instead of one per connection: MaxStartups, benchmarks. */
  daemon?: boolean;
}

interface ServerParts {
  proxy: FaultProxy;
  gpu: ScriptedGpu;
  hostKeys: HostKey[];
  daemon: SshdDaemon | undefined;
  codes: OneTimeCodes | undefined;
}

export class LabServer {
  readonly host = '127.0.0.1';
  readonly proxy: FaultProxy;
  readonly #gpu: ScriptedGpu;
  readonly #hostKeys: HostKey[];
  readonly #codes: OneTimeCodes | undefined;
  #daemon: SshdDaemon | undefined;

  /** Made by `createServer`. */
  constructor(
    readonly name: string,
    readonly dir: string,
    readonly user: LabUser,
    readonly identityFile: string | undefined,
    readonly knownHostsFile: string,
    parts: ServerParts,
  ) {
    this.proxy = parts.proxy;
    this.#gpu = parts.gpu;
    this.#hostKeys = parts.hostKeys;
    this.#daemon = parts.daemon;
    this.#codes = parts.codes;
  }

  /** The one-time code of this moment, on a server that `asks` for one. */
  get oneTimeCode(): string {
    if (!this.#codes) throw new Error(`server ${this.name} asks for no code`);
    return this.#codes.now();
  }

  get port(): number {
    return this.proxy.port;
  }

  /** Linux name of the user who signs in. */
  get login(): string {
    return this.user.login;
  }

  get home(): string {
    return this.user.home;
  }

  /** The first host key; all of them are in `hostKeys`. */
  get hostKey(): HostKey {
    const [first] = this.#hostKeys;
    if (!first) throw new Error(`server ${this.name} has no host key`);
    return first;
  }

  get hostKeys(): readonly HostKey[] {
    return this.#hostKeys;
  }

  /** Port of the daemon itself, past the proxy: for benchmarks. */
  get directPort(): number {
    if (!this.#daemon) throw new Error(`server ${this.name} is not a daemon`);
    return this.#daemon.port;
  }

  /** Lines for known_hosts that make this server known. */
  get knownHosts(): string {
    return this.#hostKeys.map((key) => `[127.0.0.1]:${this.port} ${key.publicKey}\n`).join('');
  }

  /** The block of this server for an ssh config. */
  get config(): string {
    return [
      `Host ${this.name}`,
      `  HostName ${this.host}`,
      `  Port ${this.port}`,
      `  User ${this.login}`,
      ...(this.identityFile ? [`  IdentityFile ${this.identityFile}`] : []),
      `  UserKnownHostsFile ${this.knownHostsFile}`,
      '',
    ].join('\n');
  }

  /** What sshd logged (VERBOSE): who signed in, what was refused. */
  get log(): string {
    return readFileSync(join(this.dir, 'sshd.log'), 'utf8');
  }

  /** Makes a new host key of each type: from the next connection on the key is a changed one. */
  async replaceHostKey(): Promise<void> {
    if (this.#daemon) throw new Error('a daemon keeps its host keys; use a server without it');
    for (const [index, key] of this.#hostKeys.entries()) {
      this.#hostKeys[index] = await makeHostKey(this.dir, key.type);
    }
  }

  setGpuScenario(scenario: GpuScenario): void {
    this.#gpu.setScenario(scenario);
  }

  /** Whom the `live` scenario lists, as long as they live. */
  setGpuProcesses(processes: readonly GpuProcess[]): void {
    this.#gpu.setProcesses(processes);
  }

  /** How often the `live` scenario was read so far. */
  gpuTicks(): number {
    return this.#gpu.ticks();
  }

  setGpuSlowSeconds(seconds: number): void {
    this.#gpu.setSlowSeconds(seconds);
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.#daemon?.stop();
    this.#daemon = undefined;
  }
}

/** Puts a program into the server's own folder, first in PATH. */
export function linkProgram(server: LabServer, name: string, target: string): void {
  symlinkSync(target, join(server.dir, 'bin', name));
}
