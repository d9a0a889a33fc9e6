/**
 * A lock between processes of ours (window and command line may run at once) on a file that both
 * change. The lock is a file `<path>.lock`; whoever creates it holds it. One that is older than
 * `staleMs` was left by a process that died, because every holder works for milliseconds.
 */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, stat, unlink } from 'node:fs/promises';

/** Longer than any holder needs, shorter than a person's patience. */
const staleMs = 10_000;
const pollMs = 25;

/** The lock could not be had in time. */
export class LockTimeout extends Error {
  constructor(readonly path: string) {
    super(`${path}.lock is held by another process`);
  }
}

/**
 * Runs `work` while holding the lock of `path`. The folder must exist.
 * @throws LockTimeout after `waitMs`; file system errors as they come
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  waitMs = 15_000,
): Promise<T> {
  const lock = `${path}.lock`;
  const mark = `${process.pid} ${randomBytes(8).toString('hex')}\n`;
  const until = Date.now() + waitMs;
  while (!(await create(lock, mark))) {
    await breakIfStale(lock);
    if (Date.now() > until) throw new LockTimeout(path);
    await new Promise((done) => setTimeout(done, pollMs));
  }
  try {
    return await work();
  } finally {
    // Somebody may have taken the lock over while this process was asleep: leave theirs alone.
    if ((await readFile(lock, 'utf8').catch(missing)) === mark) await unlink(lock).catch(missing);
  }
}

async function create(lock: string, mark: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    try {
      await file.writeFile(mark);
    } catch (error) {
      // A full disk: without its mark the lock would stand in everybody's way until it is stale.
      await unlink(lock).catch(missing);
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Windows answers EPERM while another process is deleting the file.
    if (code === 'EEXIST' || (process.platform === 'win32' && code === 'EPERM')) return false;
    throw error;
  }
}

/** Takes a dead process's lock away. Renaming first means that only one of several does it. */
async function breakIfStale(lock: string): Promise<void> {
  const found = await stat(lock).catch(missing);
  if (!found || Date.now() - found.mtimeMs < staleMs) return;
  const mark = await readFile(lock, 'utf8').catch(missing);
  const aside = `${lock}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const moved = await rename(lock, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => missing(error) ?? false,
  );
  if (!moved) return;
  const taken = await readFile(aside, 'utf8').catch(missing);
  if (taken !== mark) {
    // A new holder came between our look and our rename: give the lock back.
    await rename(aside, lock);
  } else await unlink(aside).catch(missing);
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
