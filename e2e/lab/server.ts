/** One lab server: a real sshd for one user, its port behind the fault proxy, its GPUs scripted. */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FaultProxy } from './fault-proxy';
import { type GpuProcess, type GpuScenario, installGpuFixtures, ScriptedGpu } from './gpu';
import { findJupyter, jupyterPrograms } from './jupyter';
import { type HostKey, type HostKeyType, type KeyName, type LabKeys, makeHostKey } from './keys';
import {
  OneTimeCodes,
  pamServiceFile,
  type Questions,
  questionsMissing,
  writePamService,
} from './one-time-code';
import { programsWithout } from './program-folder';
import { isRoot } from './registry';
import type { LabShell } from './shells';
import { connectToDaemon, type SshdDaemon, spawnSshd, sshdConfigText, startDaemon } from './sshd';
import { giveTo, type LabUser } from './users';

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

  setGpuSlowSeconds(seconds: number): void {
    this.#gpu.setSlowSeconds(seconds);
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.#daemon?.stop();
    this.#daemon = undefined;
  }
}

/** Where a server is made. */
export interface ServerPlace {
  labDir: string;
  sshDir: string;
  keys: LabKeys;
  /** Part of every name that the lab gives on this machine. */
  tag: string;
  /** Has a file outside of the lab's folder removed later. */
  remember(file: string): void;
}

export async function createServer(
  place: ServerPlace,
  user: LabUser,
  options: ServerOptions,
): Promise<LabServer> {
  if (!/^[A-Za-z0-9._-]+$/.test(options.name)) throw new Error(`not a name: ${options.name}`);
  const dir = join(place.labDir, 'servers', options.name);
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  const gpu = new ScriptedGpu(dir, bin, installGpuFixtures(place.labDir));
  gpu.setScenario(options.gpu ?? 'not-installed');
  if (options.jupyter) await installJupyter(bin);
  const hostKeys: HostKey[] = [];
  for (const type of options.hostKeyTypes ?? ['ed25519']) {
    hostKeys.push(await makeHostKey(dir, type));
  }
  const { codes, service } = prepareQuestions(place, options, dir);
  const configFile = join(dir, 'sshd_config');
  writeFileSync(configFile, configText(place, user, options, dir, hostKeys));
  const logFile = join(dir, 'sshd.log');
  writeFileSync(logFile, '');
  const daemon = options.daemon ? await startDaemon(configFile, logFile) : undefined;
  const proxy = new FaultProxy(() =>
    daemon ? connectToDaemon(daemon.port) : spawnSshd(configFile, logFile, service),
  );
  await proxy.open();
  const server = new LabServer(
    ...([options.name, dir, user, identityFileOf(place, options)] as const),
    ...([join(place.sshDir, 'known_hosts'), { proxy, gpu, hostKeys, daemon, codes }] as const),
  );
  appendFileSync(join(place.sshDir, 'config'), `${server.config}\n`);
  return server;
}

function identityFileOf(place: ServerPlace, options: ServerOptions): string | undefined {
  if (options.identity === false || options.authorize?.length === 0) return undefined;
  return place.keys[options.identity ?? options.authorize?.[0] ?? 'ed25519'].path;
}

/** The PAM service of a server that asks; sshd finds it by the name that it is started under. */
function prepareQuestions(
  place: ServerPlace,
  options: ServerOptions,
  dir: string,
): { codes: OneTimeCodes | undefined; service: string | undefined } {
  if (!options.asks) return { codes: undefined, service: undefined };
  const missing = questionsMissing(options.asks);
  if (missing) throw new Error(missing);
  const service = `lm-${place.tag}-${options.name}`;
  const codes = options.asks === 'password and code' ? new OneTimeCodes() : undefined;
  const secretFile = join(dir, 'one-time-code');
  codes?.writeFile(secretFile);
  place.remember(pamServiceFile(service));
  writePamService(service, codes ? secretFile : undefined);
  return { codes, service };
}

function configText(
  place: ServerPlace,
  user: LabUser,
  options: ServerOptions,
  dir: string,
  hostKeys: readonly HostKey[],
): string {
  return sshdConfigText({
    hostKeyFiles: hostKeys.map((key) => key.path),
    environment: environmentOf(user, options, dir),
    login: user.login,
    authorizedKeysFile: authorize(place, user, options),
    passwordAuthentication: user.password !== undefined && !options.asks,
    keyboardInteractive: options.asks !== undefined,
    sftpFolder: isRoot ? undefined : user.home,
    extra: options.sshdConfig ?? [],
  });
}

/**
 * The keys of a server are its own affair, beside what a test adds to ~/.ssh/authorized_keys. They
 * lie in the home because StrictModes checks every folder up to it, and /tmp is open to all.
 */
function authorize(place: ServerPlace, user: LabUser, options: ServerOptions): string {
  const names = options.authorize ?? (['ed25519', 'encrypted', 'rsa'] as const);
  const folder = join(user.home, '.lab-keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, options.name);
  writeFileSync(file, names.map((name) => `${place.keys[name].publicKey}\n`).join(''));
  chmodSync(file, 0o600);
  giveTo(user, folder);
  return `${join(user.home, '.ssh/authorized_keys')} ${file}`;
}

function environmentOf(user: LabUser, options: ServerOptions, dir: string): Record<string, string> {
  const system = options.without
    ? [programsWithout(join(dir, 'programs'), options.without)]
    : ['/usr/local/bin', '/usr/bin', '/bin'];
  const path = [join(dir, 'bin'), ...(options.programs ?? []), ...system].join(':');
  return {
    PATH: path,
    LABMATE_LAB_PATH: path,
    ...(isRoot ? {} : { HOME: user.home }),
    ...options.env,
  };
}

async function installJupyter(bin: string): Promise<void> {
  const jupyter = await findJupyter();
  if ('missing' in jupyter) throw new Error(jupyter.missing);
  for (const { name, path } of jupyterPrograms(jupyter)) symlinkSync(path, join(bin, name));
}

/** Puts a program into the server's own folder, first in PATH. */
export function linkProgram(server: LabServer, name: string, target: string): void {
  symlinkSync(target, join(server.dir, 'bin', name));
}
