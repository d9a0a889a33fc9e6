/** The demo lab while it runs: keys, scratch folder, servers, and the ssh config that names them. */
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { writeAtomically } from '../kit/atomic-write';
import type { Log } from '../kit/log';
import { readScripts } from './answers/recognise';
import type { Clock } from './answers/sampler';
import { configText } from './config-text';
import { fillHome, fillShared } from './files/content';
import { Tree } from './files/tree';
import { createMachine } from './machine';
import { type ComputerOptions, createComputer } from './model/computer';
import { placesIn } from './places';
import { soundKeyPair } from './sound-key-pair';
import { type RunningServer, startSshServer } from './ssh-server';

/** The name that the visitor has on every demo computer. */
const user = 'demo';

export interface LabOptions {
  /** The folder of session servers; the config and the scratch folder are made in it. */
  folder: string;
  resources: string;
  log: Log;
  computers: readonly ComputerOptions[];
  clock: Clock;
}

export interface RunningLab {
  readonly servers: string[];
  /** The ssh config that names them. */
  readonly config: string;
  stop(): Promise<void>;
}

/** Removes what a lab left whose worker came to a sudden end. */
export async function removeLab(folder: string): Promise<void> {
  const { config, scratch } = placesIn(folder);
  await rm(config, { force: true });
  await removeTree(scratch);
}

export async function startLab(options: LabOptions): Promise<RunningLab> {
  const { folder, log, computers } = options;
  const { config, scratch } = placesIn(folder);
  const servers: RunningServer[] = [];
  const stop = async () => {
    // The list of servers first, so that nobody connects to what goes away.
    await rm(config, { force: true });
    await Promise.all(servers.map((server) => server.close()));
    await removeLab(folder);
  };
  // Many computers are for measuring: they need no folder to look at.
  const samples = computers.length > 10 ? 3 : 250;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await removeLab(folder);
    mkdirSync(scratch, { mode: 0o700 });
    const shared = join(scratch, 'shared');
    mkdirSync(shared, { mode: 0o755 });
    fillShared(shared);
    const keys = await writeKeys(scratch);
    const hosts = [];
    for (const computer of computers) {
      const root = join(scratch, computer.name);
      const tree = makeTree(root, shared, samples);
      const machine = createMachine({
        ...{ user, tree, scratch, clock: options.clock },
        computer: createComputer(computer),
        scripts: readScripts(options.resources),
      });
      const server = await startSshServer({ machine, ...keys, log });
      servers.push(server);
      hosts.push({ name: computer.name, port: server.port });
    }
    const names = hosts.map(({ name }) => name);
    await writeFile(keys.knownHosts, names.map((name) => `${name} ${keys.hostLine}\n`).join(''), {
      mode: 0o600,
    });
    await writeAtomically(config, configText({ user, hosts, ...keys }));
    log.info('the demo lab runs', { servers: names.length });
    return { servers: names, config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `/`, `/home/demo` and the place of the shared folder. */
function makeTree(root: string, shared: string, samples: number): Tree {
  for (const folder of ['', 'home', `home/${user}`, 'scratch']) {
    mkdirSync(join(root, folder), { mode: 0o755 });
  }
  fillHome(join(root, 'home', user), samples);
  return new Tree(root, `/home/${user}`, { name: 'scratch', real: shared });
}

interface Keys {
  hostKey: string;
  /** Type and key, as known_hosts has them. */
  hostLine: string;
  userKey: ParsedKey;
  identity: string;
  knownHosts: string;
}

async function writeKeys(scratch: string): Promise<Keys> {
  const host = soundKeyPair();
  const own = soundKeyPair('one-time key of the demo lab');
  const userKey = ssh2.utils.parseKey(own.public);
  if (userKey instanceof Error || Array.isArray(userKey)) throw new Error('no usable key was made');
  const identity = join(scratch, 'one-time-key');
  await writeFile(identity, own.private, { mode: 0o600, flag: 'wx' });
  const hostLine = host.public.trim().split(' ').slice(0, 2).join(' ');
  return {
    hostKey: host.private,
    hostLine,
    userKey,
    identity,
    knownHosts: join(scratch, 'known-hosts'),
  };
}

/** Visitors may have closed a folder to themselves (mode 000): it is opened, then removed. */
async function removeTree(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) openFolders(path);
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

function openFolders(path: string): void {
  chmodSync(path, 0o700);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(join(path, entry.name));
  }
}
