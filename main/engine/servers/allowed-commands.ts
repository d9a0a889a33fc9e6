/**
 * Commands of the ssh config that a person allowed to run: the very text for the very server, as a hash,
 * because commands may hold secrets. A changed command is asked about anew.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../kit/atomic-write';
import { withFileLock } from '../kit/file-lock';

const kept = z.object({ allowed: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000) });

export interface AllowedCommands {
  has(server: string, command: string): Promise<boolean>;
  /** Remembers it, as far as that can be written; a failure only means that it is asked again. */
  add(server: string, command: string): Promise<void>;
}

export function allowedCommands(dataFolder: string): AllowedCommands {
  const path = join(dataFolder, 'allowed-commands.json');
  const read = async (): Promise<string[]> => {
    try {
      return kept.parse(JSON.parse(await readFile(path, 'utf8'))).allowed;
    } catch {
      // None yet, or nothing that we wrote: then nothing is allowed.
      return [];
    }
  };
  return {
    has: async (server, command) => (await read()).includes(markOf(server, command)),
    async add(server, command) {
      try {
        await mkdir(dataFolder, { recursive: true, mode: 0o700 });
        await withFileLock(path, async () => {
          const allowed = [...new Set([...(await read()), markOf(server, command)])].slice(-10_000);
          await writeAtomically(path, `${JSON.stringify({ allowed })}\n`);
        });
      } catch {
        // It runs now, as was said; the next time is asked again.
      }
    },
  };
}

function markOf(server: string, command: string): string {
  return createHash('sha256')
    .update(JSON.stringify([server, command]))
    .digest('hex');
}
