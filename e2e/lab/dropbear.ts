/** A dropbear beside the lab's sshds: a second implementation of SSH, as small machines and containers run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isRoot } from './index';
import { must } from './run';
import { giveTo, type LabUser } from './users';

const server = '/usr/sbin/dropbear';
const keyMaker = '/usr/bin/dropbearkey';

/** Why there is no dropbear here, or `false`: fits `skip` of node:test. */
export function dropbearMissing(): string | false {
  if (!isRoot) return 'needs root: dropbear signs others in';
  return existsSync(server) && existsSync(keyMaker) ? false : 'needs dropbear (dropbear-bin)';
}

export interface Dropbear {
  port: number;
  /** What it told so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Lets `user` in with the public key, and with a password if the user has one. */
export async function startDropbear(
  dir: string,
  user: LabUser,
  publicKey: string,
): Promise<Dropbear> {
  const folder = join(dir, 'dropbear');
  mkdirSync(folder, { recursive: true });
  const hostKey = join(folder, 'host-key');
  if (!existsSync(hostKey)) await must(keyMaker, ['-t', 'ed25519', '-f', hostKey]);
  const ssh = join(user.home, '.ssh');
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  writeFileSync(join(ssh, 'authorized_keys'), `${publicKey.trim()}\n`, { mode: 0o600 });
  giveTo(user, ssh);
  // Keys of a home that others may write to are not looked at.
  chmodSync(user.home, 0o755);
  const log = join(folder, 'log');
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = 19_000 + Math.floor(Math.random() * 9_000);
    const words = ['-F', '-E', '-r', hostKey, '-p', `127.0.0.1:${port}`];
    const child = spawn(server, [...words, '-P', join(folder, 'pid')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text: Buffer) => writeFileSync(log, text, { flag: 'a' }));
    if (await answers(child, port)) {
      return {
        port,
        log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
        stop: () => stop(child),
      };
    }
    await stop(child);
  }
  throw new Error('dropbear does not start');
}

/** False when it ended: the port was taken. */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const there = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (there) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
