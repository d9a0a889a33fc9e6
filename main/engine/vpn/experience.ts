/** Keeps what was learned about servers in a file of ours, which window and command line share. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../kit/atomic-write';
import { withFileLock } from '../kit/file-lock';
import type { Log } from '../kit/log';
import { type Experience, experience } from './learned';

/** Servers that are remembered; the ones that were seen last. */
const MAX_SERVERS = 300;

const file = z.object({ servers: z.array(z.tuple([z.string().max(300), experience])) });

export class ExperienceFile {
  readonly #path: string;

  constructor(
    dataFolder: string,
    private readonly log: Log,
  ) {
    this.#path = join(dataFolder, 'vpn-experience.json');
  }

  of(server: string): Experience | undefined {
    return this.#read().get(server);
  }

  /** Failures are told to the log only: nothing depends on it. */
  async change(
    server: string,
    change: (old: Experience | undefined) => Experience | undefined,
  ): Promise<void> {
    try {
      // Mostly nothing changes, and then nothing is locked or written.
      const known = this.of(server);
      if (change(known) === known) return;
      await mkdir(dirname(this.#path), { recursive: true });
      await withFileLock(this.#path, async () => {
        const all = this.#read();
        const changed = change(all.get(server));
        all.delete(server);
        if (changed) all.set(server, changed);
        const servers = [...all].slice(-MAX_SERVERS);
        await writeAtomically(this.#path, `${JSON.stringify({ servers })}\n`);
      });
    } catch (error) {
      this.log.warn('what was learned about a VPN is not kept', { server, error: String(error) });
    }
  }

  #read(): Map<string, Experience> {
    try {
      return new Map(file.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).servers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.log.warn('what was learned about VPNs cannot be read', { error: String(error) });
      }
      return new Map();
    }
  }
}
