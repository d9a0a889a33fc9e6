/**
 * Keeps the arrangement in a file of ours. Window and command line may run at once, so every change
 * reads the file anew under a lock; the file is small and read whenever the list is made.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../../kit/atomic-write';
import { LockTimeout, withFileLock } from '../../kit/file-lock';
import type { Log } from '../../kit/log';
import { ProblemError } from '../../kit/outcome';
import { cannotWrite, locked } from '../words';
import { type Arrangement, arrangement, noArrangement, prune } from './arrange';

export interface ArrangementStore {
  readonly path: string;
  /** The file as it is now. One that is broken counts as empty: the list must still appear. */
  read(): Arrangement;
  /**
   * Changes the file; `names` are the servers that there are now.
   * @throws ProblemError `servers/cannot-write`, `servers/locked`
   */
  change(names: readonly string[], change: (old: Arrangement) => Arrangement): Promise<void>;
}

export function arrangementStore(path: string, log: Log): ArrangementStore {
  const read = (): Arrangement => {
    try {
      return arrangement.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        log.warn('the arrangement of the servers cannot be read', { error: String(error) });
      }
      return noArrangement;
    }
  };
  return {
    path,
    read,
    async change(names, change) {
      try {
        await mkdir(dirname(path), { recursive: true });
        await withFileLock(path, async () => {
          const old = read();
          const changed = change(old);
          if (changed === old) return;
          const text = JSON.stringify(prune(changed, names, Date.now()), null, 2);
          await writeAtomically(path, `${text}\n`);
        });
      } catch (error) {
        throw explained(error, path);
      }
    },
  };
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof LockTimeout) return new ProblemError(locked(error.path), { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ProblemError || code === undefined) return error;
  return new ProblemError(cannotWrite(path, message), { cause: error });
}
