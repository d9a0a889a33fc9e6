/**
 * Uploads and downloads over SFTP. The window queues them with grants; the command line runs them
 * directly with raw paths and rsync's trailing-slash rule. Both run the same plan and copy.
 */
import { homedir } from 'node:os';
import { basename, sep } from 'node:path';
import type { TransferEntry } from '../../../preload/contract/transfers';
import type { FileConnections } from '../connections/index';
import { lastName } from '../files/index';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import { ProblemError } from '../kit/outcome';
import type { StateFeed } from '../kit/state-feed';
import { endNote } from './end-note';
import { Queue } from './queue';
import { type Job, runTransfer } from './run-transfer';
import { type Fault, type Progress, Tally } from './tally';
import { Temps } from './temps';
import { transferProblem } from './words';

export { transfersHandlers } from './handlers';
export { refusedLocalName } from './local-names';
export { remoteTree } from './remote-tree';
export type { Fault, Progress } from './tally';
export { Temps } from './temps';
export type { Tree } from './tree';

/** A direct transfer, as the command line asks for it. */
export interface CopyRequest {
  server: string;
  /** `dir` copies the folder, `dir/` its contents. Remote ones may begin with `~`. */
  sources: readonly string[];
  /** Made if it does not exist (its parent must). A single file may get a new name by it. */
  destination: string;
  signal: AbortSignal;
  /** At most ten times a second. */
  onProgress?: (progress: Progress & { phase: 'planning' | 'running' }) => void;
}

/** What a direct transfer did. With faults it is incomplete: the rest arrived. */
export interface CopyReport {
  /** Files that are now there, also those that were there already. */
  files: number;
  filesUnchanged: number;
  bytes: number;
  seconds: number;
  /** At most the first hundred. */
  faults: Fault[];
  faultCount: number;
  notes: string[];
}

export interface Transfers {
  readonly list: StateFeed<readonly TransferEntry[]>;
  /** @throws ProblemError `transfers/grant-unknown` */
  upload(request: { server: string; grants: string[]; destination: string }): Promise<string>;
  download(request: { server: string; paths: string[]; grant: string }): Promise<string>;
  cancel(id: string): void;
  retry(id: string): void;
  dismiss(id: string): void;
  /** Uploads local paths. @throws ProblemError for what ended the whole transfer. */
  push(request: CopyRequest): Promise<CopyReport>;
  /** Downloads remote paths. @throws ProblemError for what ended the whole transfer. */
  pull(request: CopyRequest): Promise<CopyReport>;
  /** Cancels all; resolves when all has stopped. */
  dispose(): Promise<void>;
}

export function createTransfers(options: { host: Host; connections: FileConnections }): Transfers {
  const { host, connections } = options;
  const log = host.log.scoped('transfers');
  const queue = new Queue({
    ...{ connections, log },
    ended(entry, seconds) {
      const note = endNote(entry, seconds);
      if (note) host.notify(note);
    },
  });
  const redeem = async (grant: string): Promise<string> => {
    const path = await host.redeemGrant(grant);
    if (path !== undefined) return path;
    log.warn('refused a grant that is unknown or used');
    throw new ProblemError(transferProblem({ what: 'grant-unknown' }));
  };

  return {
    list: queue.list,
    async upload({ server, grants, destination }) {
      const sources: string[] = [];
      for (const grant of grants) sources.push(await redeem(grant));
      const job: Job = { direction: 'upload', server, sources, destination, rsyncPaths: false };
      const label = labelOf(sources.map((path) => basename(path) || path));
      return queue.add(job, { label, destination });
    },
    async download({ server, paths, grant }) {
      const destination = await redeem(grant);
      const job: Job = {
        ...{ direction: 'download', server, sources: paths, destination, rsyncPaths: false },
      };
      const label = labelOf(paths.map((path) => lastName(path.replace(/\/+$/, '')) || path));
      return queue.add(job, { label, destination: withTilde(destination) });
    },
    cancel: (id) => queue.cancel(id),
    retry: (id) => queue.retry(id),
    dismiss: (id) => queue.dismiss(id),
    push: (request) => copyNow('upload', request, connections, log),
    pull: (request) => copyNow('download', request, connections, log),
    dispose: () => queue.dispose(),
  };
}

async function copyNow(
  direction: Job['direction'],
  request: CopyRequest,
  connections: FileConnections,
  log: Log,
): Promise<CopyReport> {
  const { server, sources, destination, signal, onProgress } = request;
  const begun = performance.now();
  let phase: 'planning' | 'running' = 'planning';
  const tally = new Tally((progress) => onProgress?.({ ...progress, phase }));
  try {
    await runTransfer({
      ...{ job: { direction, server, sources, destination, rsyncPaths: true } },
      ...{ connections, log, signal, tally, temps: new Temps() },
      running: () => {
        phase = 'running';
      },
    });
  } finally {
    tally.flush();
  }
  const { faults, faultCount, notes } = tally.progress();
  return {
    ...{ files: tally.filesDone, filesUnchanged: tally.filesSame, bytes: tally.bytesDone },
    ...{ seconds: (performance.now() - begun) / 1000, faults, faultCount, notes },
  };
}

/** `dataset`, or `dataset and 3 more`. */
function labelOf(names: readonly string[]): string {
  const more = names.length - 1;
  return more > 0 ? `${names[0]} and ${more.toLocaleString('en')} more` : (names[0] ?? '');
}

/** A path below the home folder with `~` in its place. */
function withTilde(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
