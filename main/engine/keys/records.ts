/** Where keys were installed by Labmate: a small file of ours, changed under a lock. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../kit/atomic-write';
import { withFileLock } from '../kit/file-lock';
import type { Log } from '../kit/log';

const record = z.object({ fingerprint: z.string(), server: z.string(), at: z.number() });
const stored = z.object({ installed: z.array(record).max(10_000) });
export type InstallRecord = z.infer<typeof record>;

export interface Records {
  all(): InstallRecord[];
  /** Notes it, or with null forgets it. A failure is logged: the server has the truth. */
  note(fingerprint: string, server: string, at: number | null): Promise<void>;
}

export function createRecords(dataFolder: string, log: Log): Records {
  const path = join(dataFolder, 'keys.json');
  const all = (): InstallRecord[] => {
    try {
      return stored.parse(JSON.parse(readFileSync(path, 'utf8'))).installed;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn('the record of installed keys cannot be read', { error: String(error) });
      return [];
    }
  };
  return {
    all,
    async note(fingerprint, server, at) {
      try {
        await mkdir(dirname(path), { recursive: true });
        await withFileLock(path, async () => {
          const rest = all().filter(
            (one) => one.fingerprint !== fingerprint || one.server !== server,
          );
          const installed = at === null ? rest : [...rest, { fingerprint, server, at }];
          await writeAtomically(path, `${JSON.stringify({ installed }, null, 2)}\n`);
        });
      } catch (error) {
        log.warn('where a key is installed was not noted', { error: String(error) });
      }
    },
  };
}
