/** A lab: users, servers, keys and an ssh folder of its own, all gone after `stop()`. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from './create-server';
import { type KeyName, type LabKeys, makeKeys } from './keys';
import { isRoot, LabRegistry, labPrefix, reapLeftovers, removeBelongings } from './registry';
import { type RunOptions, type RunResult, run } from './run';
import type { LabServer, ServerOptions } from './server';
import { preparePrivilegeSeparation } from './sshd';
import { createUser, currentUser, giveTo, type LabUser, type UserOptions } from './users';

export interface LabOptions {
  servers?: readonly ServerOptions[];
  /** Users without a server of their own, such as a colleague. */
  users?: readonly UserOptions[];
  /** Whether known_hosts names the servers from the start. Empty unless asked. */
  knownHosts?: boolean;
}

export class Lab {
  readonly servers: LabServer[] = [];
  readonly sshDir: string;
  readonly #users = new Map<string, LabUser>();
  readonly #making = new Map<string, Promise<LabUser>>();
  #stopped: Promise<void> | undefined;

  /** Made by `startLab`. */
  constructor(
    /** The lab's folder; readable for all, so that lab users reach their homes in it. */
    readonly dir: string,
    /** Part of every user name of this lab. */
    readonly tag: string,
    readonly keys: LabKeys,
    private readonly registry: LabRegistry,
    private readonly knownHosts: boolean,
  ) {
    this.sshDir = join(dir, 'ssh');
  }

  /** The server of this name. */
  server(name: string): LabServer {
    const found = this.servers.find((server) => server.name === name);
    if (!found) throw new Error(`the lab has no server ${name}`);
    return found;
  }

  /** The user of this name (the short one). */
  user(name: string): LabUser {
    const found = this.#users.get(name);
    if (!found) throw new Error(`the lab has no user ${name}`);
    return found;
  }

  /** Makes a user; needs root (see `twoUsersMissing`). */
  async addUser(options: UserOptions): Promise<LabUser> {
    const known = this.#making.get(options.name);
    if (known) return known;
    if (!isRoot && this.#making.size > 0) {
      throw new Error(`${twoUsersMissing()}: ${options.name}`);
    }
    const making = isRoot
      ? createUser(this.registry, this.tag, options)
      : Promise.resolve(currentUser(this.dir, options.name));
    this.#making.set(options.name, making);
    const user = await making;
    this.#users.set(options.name, user);
    return user;
  }

  async addServer(options: ServerOptions): Promise<LabServer> {
    const user = await this.addUser({
      name: options.user ?? 'alice',
      ...(options.shell ? { shell: options.shell } : {}),
      ...(options.password || options.asks ? { password: true } : {}),
    });
    const place = {
      labDir: this.dir,
      sshDir: this.sshDir,
      keys: this.keys,
      tag: this.tag,
      remember: (file: string) => this.remember('files', file),
    };
    const server = await createServer(place, user, options);
    this.servers.push(server);
    if (this.knownHosts) {
      writeFileSync(join(this.sshDir, 'known_hosts'), server.knownHosts, { flag: 'a' });
    }
    return server;
  }

  /**
   * Runs the system's own `ssh` against a server, as the reference to compare with. The command is
   * one string for the login shell; the host key is not asked for.
   */
  ssh(
    server: LabServer,
    command: string,
    options: RunOptions & { key?: KeyName; args?: readonly string[] } = {},
  ): Promise<RunResult> {
    const { key = 'ed25519', args = [], ...rest } = options;
    return run(
      'ssh',
      [
        ...['-F', '/dev/null', '-i', this.keys[key].path, '-p', String(server.port)],
        ...['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none'],
        ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
        ...['-o', 'LogLevel=ERROR', ...args, `${server.login}@${server.host}`, command],
      ],
      rest,
    );
  }

  /** A copy of the ssh folder that this user owns (for programs that run as a lab user). */
  sshDirFor(user: LabUser): string {
    const copy = join(this.dir, `ssh-${user.login}`);
    rmSync(copy, { recursive: true, force: true });
    cpSync(this.sshDir, copy, { recursive: true });
    const text = this.servers.map((it) => `${it.config}\n`).join('');
    writeFileSync(join(copy, 'config'), text.replaceAll(`${this.sshDir}/`, `${copy}/`));
    chmodSync(copy, 0o700);
    giveTo(user, copy);
    return copy;
  }

  /** An ssh folder as somebody new has it: a key that the servers know, and no config. */
  newSshDirFor(user: LabUser, folder = join(this.dir, `new-ssh-${user.login}`)): string {
    mkdirSync(folder, { mode: 0o700 });
    const key = join(folder, 'id_ed25519');
    copyFileSync(this.keys.ed25519.path, key);
    chmodSync(key, 0o600);
    giveTo(user, folder);
    return folder;
  }

  /** Ends everything and removes every trace. Throws if something would stay behind. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.allSettled(this.#making.values());
    await Promise.all(this.servers.map((server) => server.stop()));
    const failures = await removeBelongings(this.registry.record);
    if (failures.length > 0) throw new Error(`the lab leaves behind: ${failures.join('; ')}`);
    this.registry.close();
  }

  /** For the lab's own modules: what must be removed later is written down first. */
  remember(kind: 'mounts' | 'files', path: string): void {
    this.registry.record[kind].push(path);
    this.registry.save();
  }
}

/** Why tests with two users cannot run here, or `false`: fits `skip` of node:test. */
export function twoUsersMissing(): string | false {
  return isRoot ? false : 'needs root to make a second Linux user';
}

/** Starts a lab. Call `stop()` in an `after` hook; a crash is cleaned up by the next lab. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  if (process.platform !== 'linux') throw new Error('the lab needs Linux');
  for (const line of await reapLeftovers()) console.error(line);
  preparePrivilegeSeparation();
  const dir = mkdtempSync(join(isRoot ? '/tmp' : tmpdir(), labPrefix));
  const registry = new LabRegistry(dir);
  // For all to pass, so that lab users reach their homes; nothing secret is open to them.
  chmodSync(dir, 0o755);
  mkdirSync(join(dir, 'home'), { mode: 0o755 });
  const sshDir = join(dir, 'ssh');
  mkdirSync(sshDir, { mode: 0o700 });
  writeFileSync(join(sshDir, 'config'), '');
  writeFileSync(join(sshDir, 'known_hosts'), '');
  const tag = Math.floor(Math.random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  const keys = await makeKeys(sshDir);
  const lab = new Lab(dir, tag, keys, registry, options.knownHosts ?? false);
  try {
    for (const user of options.users ?? []) await lab.addUser(user);
    for (const server of options.servers ?? []) await lab.addServer(server);
  } catch (error) {
    await lab.stop();
    throw error;
  }
  return lab;
}
