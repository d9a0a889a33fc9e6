/** Files for a drag out of the window: fetched first, because the other program takes real files. */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileConnections } from '../connections/index';
import { countTree, lastName } from '../files/index';
import type { Host } from '../host';
import { anySignal } from '../kit/any-signal';
import { ProblemError, throwIfCancelled } from '../kit/outcome';
import { type CopyReport, refusedLocalName, type Transfers } from '../transfers/index';
import { withRemote } from './remote';
import { editProblem } from './words';

/** A drag is held by hand: it must be ready soon. */
const limits = { files: 1000, bytes: 100 * 1024 * 1024 };
/** Drags whose copies are kept; what the oldest fetched goes then. */
const keptDrags = 10;
/** A dropped file is taken at once; the grants last ten minutes. */
const keepMs = 60 * 60_000;

export interface Drags {
  /** Fetches and returns a grant for each path. @throws ProblemError */
  prepare(server: string, paths: readonly string[], signal: AbortSignal): Promise<string[]>;
  dispose(): Promise<void>;
}

export function createDrags(options: {
  host: Host;
  connections: FileConnections;
  transfers: Transfers;
  root: string;
}): Drags {
  const { host, connections, transfers, root } = options;
  /** What takes each kept copy away, the oldest first. */
  const kept = new Map<NodeJS.Timeout, () => Promise<void>>();
  const forget = async (timer: NodeJS.Timeout) => {
    const remove = kept.get(timer);
    clearTimeout(timer);
    kept.delete(timer);
    await remove?.();
  };
  return {
    async prepare(server, paths, signal) {
      const count = await withRemote(connections, server, signal, ({ sftp }) =>
        countTree(sftp, server, paths, signal),
      );
      const total = count.files + count.folders;
      if (count.more || total > limits.files || count.bytes > limits.bytes) {
        const facts = { files: count.files, bytes: count.bytes };
        throw new ProblemError(editProblem({ what: 'drag-too-much', ...facts }));
      }
      const folder = join(root, randomUUID());
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const remove = () => rm(folder, { recursive: true, force: true });
      try {
        const report = await pullWithin(transfers, server, paths, folder, signal);
        const [fault] = report.faults;
        if (fault) {
          throw new ProblemError(editProblem({ what: 'drag-incomplete', first: fault.problem }));
        }
        const grants = await Promise.all(paths.map((path) => grantFor(host, folder, path)));
        const timer = setTimeout(() => void forget(timer), keepMs);
        timer.unref();
        kept.set(timer, () =>
          remove().catch((error: unknown) => {
            host.log.warn('a dragged copy was not removed', { error: String(error) });
          }),
        );
        const [oldest] = kept.keys();
        if (kept.size > keptDrags && oldest) await forget(oldest);
        return grants;
      } catch (error) {
        await remove();
        throw error;
      }
    },
    async dispose() {
      for (const timer of kept.keys()) clearTimeout(timer);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The server counted, and may have lied: what comes is held to the limits too. */
async function pullWithin(
  transfers: Transfers,
  server: string,
  sources: readonly string[],
  destination: string,
  signal: AbortSignal,
): Promise<CopyReport> {
  const tooMuch = new AbortController();
  const either = anySignal(signal, tooMuch.signal);
  let coming = { files: 0, bytes: 0 };
  try {
    const report = await transfers.pull({
      ...{ server, sources, destination, signal: either.signal },
      onProgress({ filesTotal, bytesTotal }) {
        coming = { files: filesTotal, bytes: bytesTotal };
        if (filesTotal > limits.files || bytesTotal > limits.bytes) tooMuch.abort();
      },
    });
    throwIfCancelled(tooMuch.signal);
    return report;
  } catch (error) {
    if (!tooMuch.signal.aborted || signal.aborted) throw error;
    throw new ProblemError(editProblem({ what: 'drag-too-much', ...coming }), { cause: error });
  } finally {
    either.release();
  }
}

async function grantFor(host: Host, folder: string, path: string): Promise<string> {
  const name = lastName(path.replace(/\/+$/, ''));
  const reason = refusedLocalName(name, process.platform);
  if (reason) throw new Error(`a fetched file has a name that was refused: ${reason}`);
  const local = join(folder, name);
  await lstat(local);
  return host.makeGrant(local);
}
