/**
 * What labs have made on this machine, written down before it is made. A lab whose process died
 * without `stop()` is found here by the next lab (or `npm test`) and taken away.
 * As root the book is root's alone: nobody else may talk the reaper into deleting users.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './run';
import { removeUser } from './users';

export const isRoot = process.getuid?.() === 0;

/** Where labs keep what outlives one run: the registry, locks and the Jupyter environment. */
export const machineFolder = isRoot
  ? '/var/cache/labmate-tests'
  : join(homedir(), '.cache', 'labmate-tests');

/** A lab folder's name begins so; the reaper deletes nothing else. */
export const labPrefix = 'labmate-lab-';

/** One lab's belongings. `start` is the owner's start time in clock ticks: pids are reused. */
export interface LabRecord {
  pid: number;
  start: string;
  dir: string;
  users: string[];
  mounts: string[];
  files: string[];
}

const registryFolder = join(machineFolder, 'registry');

/** The start time of a process from /proc/<pid>/stat (field 22, proc(5)), or '' when it is gone. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The machine folder; lab users must get to the environment in it, not to the registry. */
export function makeMachineFolder(): void {
  mkdirSync(machineFolder, { recursive: true, mode: 0o755 });
  mkdirSync(registryFolder, { recursive: true, mode: 0o700 });
}

/** Keeps one lab's page of the book; call `save` after each change, before the thing is made. */
export class LabRegistry {
  readonly record: LabRecord;
  readonly #file: string;

  constructor(dir: string) {
    makeMachineFolder();
    this.record = {
      pid: process.pid,
      start: processStart(process.pid),
      dir,
      users: [],
      mounts: [],
      files: [],
    };
    this.#file = join(registryFolder, `${basename(dir)}.json`);
    this.save();
  }

  save(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.record), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }

  close(): void {
    rmSync(this.#file, { force: true });
  }
}

/** Takes away everything a lab made. Goes on after a failure and reports all of them. */
export async function removeBelongings(record: LabRecord): Promise<string[]> {
  const failures: string[] = [];
  const attempt = async (what: string, act: () => unknown): Promise<void> => {
    try {
      await act();
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const user of record.users) {
    if (/^lm-[a-z0-9-]+$/.test(user)) await attempt(`user ${user}`, () => removeUser(user));
  }
  for (const mount of record.mounts) {
    if (mount.startsWith(`${record.dir}/`)) {
      await attempt(`mount ${mount}`, () => unmount(mount));
    }
  }
  for (const file of record.files) {
    if (basename(file).startsWith('lm-')) {
      await attempt(`file ${file}`, () => rmSync(file, { force: true, recursive: true }));
    }
  }
  const stillMounted = record.mounts.filter((mount) => isMounted(mount));
  if (stillMounted.length === 0 && basename(record.dir).startsWith(labPrefix)) {
    await attempt(`folder ${record.dir}`, () =>
      rmSync(record.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
    );
  }
  return failures;
}

function isMounted(path: string): boolean {
  return readFileSync('/proc/self/mounts', 'utf8').includes(` ${path} `);
}

async function unmount(path: string): Promise<void> {
  if (!isMounted(path)) return;
  const result = await run('umount', ['-l', path]);
  if (result.code !== 0 && isMounted(path)) throw new Error(result.stderr.trim());
}

/** Removes the belongings of labs whose process is gone; returns one line for each. */
export async function reapLeftovers(): Promise<string[]> {
  if (!existsSync(registryFolder)) return [];
  const said: string[] = [];
  for (const name of readdirSync(registryFolder)) {
    if (!name.endsWith('.json')) continue;
    const file = join(registryFolder, name);
    const record = readRecord(file);
    if (!record) continue;
    if (record.start !== '' && processStart(record.pid) === record.start) continue;
    // Two labs starting at once must not reap the same one: whoever renames it owns it.
    const mine = `${file}.reaping-${process.pid}`;
    try {
      renameSync(file, mine);
    } catch {
      continue;
    }
    const failures = await removeBelongings(record);
    said.push(`removed what a dead lab left: ${record.users.join(', ') || record.dir}`);
    for (const failure of failures) said.push(`  could not remove ${failure}`);
    rmSync(mine, { force: true });
  }
  return said;
}

function readRecord(file: string): LabRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LabRecord;
  } catch {
    // Another lab removed or renamed it between our listing and reading.
    return undefined;
  }
}
