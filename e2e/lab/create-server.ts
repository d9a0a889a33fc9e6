/** Makes a lab server: its folder, keys, sshd_config, PAM service, programs and port. */
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultProxy } from './fault-proxy';
import { installGpuFixtures, ScriptedGpu } from './gpu';
import { findJupyter, jupyterPrograms } from './jupyter';
import { type HostKey, type LabKeys, makeHostKey } from './keys';
import { OneTimeCodes, pamServiceFile, questionsMissing, writePamService } from './one-time-code';
import { programsWithout } from './program-folder';
import { isRoot } from './registry';
import { LabServer, type ServerOptions } from './server';
import { connectToDaemon, spawnSshd, sshdConfigText, startDaemon } from './sshd';
import { giveTo, type LabUser } from './users';

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
