/** A small file of our own that is written whole, atomically, one write after the other. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { writeAtomically } from '../engine/kit/atomic-write';
import type { Log } from '../engine/kit/log';

export interface KeptFile {
  /** The content, or null when there is none or it is too large to be ours. */
  read(): Promise<string | null>;
  /** Writes the newest text; what was asked for while the disk was busy and is older is skipped. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
  /** Resolves when nothing waits for the disk. Never rejects. */
  settled(): Promise<void>;
}

/**
 * Reads such a file at once, where nothing may wait for a turn of the event loop: at the start.
 * @returns null when there is none, or when it is too large to be ours
 */
export function readKeptNow(path: string, limit: number, log: Log): string | null {
  try {
    const file = openSync(path, 'r');
    try {
      return fstatSync(file).size > limit ? null : readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    logUnread(path, error, log);
    return null;
  }
}

/** @param limit bytes that are read or written at most */
export function keptFile(path: string, limit: number, log: Log): KeptFile {
  let queue: Promise<void> = Promise.resolve();
  let newest = 0;
  const after = (work: () => Promise<void>): Promise<void> => {
    newest += 1;
    const mine = newest;
    const done = queue.then(() => (mine === newest ? work() : undefined));
    queue = done.catch((error: unknown) =>
      log.warn('a file could not be kept', { path, error: String(error) }),
    );
    return done;
  };
  return {
    read: () => readBounded(path, limit, log),
    async write(text) {
      if (Buffer.byteLength(text) > limit) throw new RangeError(`more than ${limit} bytes to keep`);
      await after(() => writeAtomically(path, text));
    },
    remove: () => after(() => rm(path, { force: true })),
    settled: () => queue,
  };
}

async function readBounded(path: string, limit: number, log: Log): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > limit ? null : await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    logUnread(path, error, log);
    return null;
  }
}

function logUnread(path: string, error: unknown, log: Log): void {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
  log.warn('a kept file cannot be read', { path, error: String(error) });
}
