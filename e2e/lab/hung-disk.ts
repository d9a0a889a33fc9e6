/**
 * A disk that never answers, as a network disk whose file server is away: a FUSE mount whose other
 * end is held open by a program that reads no request (fuse(4); the kernel waits for its INIT). No
 * fusermount is needed: mount(8) takes the open device.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab';
import { isRoot } from './registry';
import { must } from './run';
import { giveTo, type LabUser } from './users';

/** Why there is no hung disk here, or `false`: fits `skip` of node:test. */
export function hungDiskMissing(): string | false {
  if (!isRoot) return 'needs root to mount';
  return existsSync('/dev/fuse') ? false : 'this kernel has no FUSE';
}

export interface HungDisk {
  path: string;
  /** Everybody who waits for the disk gets an error, and it is unmounted. Call it before `lab.stop()`. */
  release(): Promise<void>;
}

/** Mounts a disk that hangs at `~/<name>`. What is asked of it waits until `release` or a kill. */
export async function mountHungDisk(lab: Lab, user: LabUser, name = 'hung'): Promise<HungDisk> {
  const path = join(user.home, name);
  mkdirSync(path);
  giveTo(user, path);
  lab.remember('mounts', path);
  const options = 'fd=3,rootmode=40755,user_id=0,group_id=0,allow_other';
  // It ends with its standard input, so also when the test dies: then the kernel gives up the disk.
  const script = `exec 3<>/dev/fuse && mount -i -t fuse -o ${options} labmate-lab "$1" || exit 1
    echo mounted; exec cat >/dev/null`;
  const holder = spawn('sh', ['-c', script, 'sh', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([
    once(holder.stdout, 'data'),
    once(holder, 'exit').then(() => ['']),
  ])) as [Buffer | string];
  if (!String(said).startsWith('mounted')) throw new Error(`could not mount at ${path}`);
  return { path, release: () => release(holder, path) };
}

async function release(holder: ChildProcess, path: string): Promise<void> {
  if (holder.exitCode === null) {
    const ended = once(holder, 'exit');
    holder.stdin?.end();
    await ended;
    await must('umount', ['-l', path]);
  }
}
