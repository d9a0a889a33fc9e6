/** Files for a drag out of the window: fetched first, because the other program takes real files. */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connections } from '../connections/index';
import { createFiles, lastName } from '../files/index';
import type { Host } from '../host';
import { ProblemError } from '../kit/outcome';
import { refusedLocalName, type Transfers } from '../transfers/index';
import { editProblem } from './words';

/** A drag is held by hand: it must be ready soon. */
const limits = { files: 1000, bytes: 100 * 1024 * 1024 };
/** A dropped file is taken at once; the grants last ten minutes. */
const keepMs = 60 * 60_000;

export interface Drags {
  /** Fetches and returns a grant for each path. @throws ProblemError */
  prepare(server: string, paths: readonly string[], signal: AbortSignal): Promise<string[]>;
  dispose(): Promise<void>;
}

export function createDrags(options: {
  host: Host;
  connections: Connections;
  transfers: Transfers;
  root: string;
}): Drags {
  const { host, connections, transfers, root } = options;
  const files = createFiles({ host, connections });
  const timers = new Set<NodeJS.Timeout>();
  return {
    async prepare(server, paths, signal) {
      const count = await files.count(server, paths, signal);
      const total = count.files + count.folders;
      if (count.more || total > limits.files || count.bytes > limits.bytes) {
        const facts = { files: count.files, bytes: count.bytes };
        throw new ProblemError(editProblem({ what: 'drag-too-much', ...facts }));
      }
      const folder = join(root, randomUUID());
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const remove = () => rm(folder, { recursive: true, force: true });
      try {
        const report = await transfers.pull({
          ...{ server, sources: paths, destination: folder, signal },
        });
        const [fault] = report.faults;
        if (fault) {
          throw new ProblemError(editProblem({ what: 'drag-incomplete', first: fault.problem }));
        }
        const grants = await Promise.all(paths.map((path) => grantFor(host, folder, path)));
        const timer = setTimeout(() => {
          timers.delete(timer);
          remove().catch((error: unknown) => {
            host.log.warn('a dragged copy was not removed', { error: String(error) });
          });
        }, keepMs);
        timer.unref();
        timers.add(timer);
        return grants;
      } catch (error) {
        await remove();
        throw error;
      }
    },
    async dispose() {
      for (const timer of timers) clearTimeout(timer);
      files.dispose();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function grantFor(host: Host, folder: string, path: string): Promise<string> {
  const name = lastName(path.replace(/\/+$/, ''));
  const reason = refusedLocalName(name, process.platform);
  if (reason) throw new Error(`a fetched file has a name that was refused: ${reason}`);
  const local = join(folder, name);
  await lstat(local);
  return host.makeGrant(local);
}
