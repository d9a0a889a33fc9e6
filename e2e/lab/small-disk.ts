/** A small file system inside a lab user's home, for tests of full disks. */
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab';
import { isRoot } from './registry';
import { must } from './run';
import type { LabUser } from './users';

/** Why there is no small disk here, or `false`: fits `skip` of node:test. */
export function smallDiskMissing(): string | false {
  return isRoot ? false : 'needs root to mount a small file system';
}

/**
 * Mounts a tmpfs of this size and number of inodes at `~/<name>` and returns its path. Unmounted by
 * `lab.stop()`.
 */
export async function mountSmallDisk(
  lab: Lab,
  user: LabUser,
  options: { name?: string; bytes: number; inodes?: number },
): Promise<string> {
  const path = join(user.home, options.name ?? 'small');
  mkdirSync(path, { recursive: true });
  lab.remember('mounts', path);
  const limits = [
    `size=${options.bytes}`,
    ...(options.inodes === undefined ? [] : [`nr_inodes=${options.inodes}`]),
    `uid=${user.uid},gid=${user.gid},mode=755`,
  ];
  await must('mount', ['-t', 'tmpfs', '-o', limits.join(','), 'labmate-lab', path]);
  return path;
}

/** A folder in the user's home that the user may enter and list but not write. Needs root. */
export function makeReadOnlyFolder(user: LabUser, name = 'read-only'): string {
  const path = join(user.home, name);
  mkdirSync(path, { recursive: true, mode: 0o555 });
  if (isRoot) chownSync(path, 0, 0);
  return path;
}
