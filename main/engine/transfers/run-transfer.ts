/** One try of one transfer: connect, plan, check the space, carry out, and leave nothing behind. */
import type { FileConnections, FileLink, Sftp } from '../connections/index';
import type { Log } from '../kit/log';
import { type Problem, ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { orCancelled } from '../kit/parallel';
import { carryOut } from './carry-out';
import { checkSpace } from './check-space';
import type { CopyContext } from './copy-file';
import { localTree } from './local-tree';
import { makePlan } from './plan';
import { findRoots, type Request } from './plan-roots';
import { plainFolderMode, remoteTree } from './remote-tree';
import type { Tally } from './tally';
import type { Temps } from './temps';
import { transferProblem } from './words';

export interface Job extends Request {
  direction: 'upload' | 'download';
  server: string;
}

export interface Attempt {
  job: Job;
  connections: FileConnections;
  log: Log;
  signal: AbortSignal;
  tally: Tally;
  /** Temporary files that an earlier try could not remove; updated. */
  temps: Temps;
  /** Called when the server has no session for it: it goes on by itself once there is one. */
  waiting?(): void;
  /** Called when it has what it needs and begins to count. */
  planning?(): void;
  /** Called when counting is over and bytes begin to move. */
  running(): void;
}

/** A connection of its own would have asked the person once more. */
const sharedWords =
  'Over the connection of your terminals, because another one would ask you to sign in again.';

/** After a cancellation requests that are under way get so long before the channel is cut. */
const politeMs = 5_000;

/**
 * @throws ProblemError for what ended the whole transfer; faults of single files are in the tally.
 * `connections/gave-way`: a person needed its session; what it has is kept in `temps`, so that it can go on.
 */
export async function runTransfer(attempt: Attempt): Promise<void> {
  const { job, connections, signal } = attempt;
  throwIfCancelled(signal);
  const link = await connections.link(job.server, signal);
  if (link.isShared) attempt.tally.note('shared', sharedWords);
  const sftp = await openChannel(link, attempt);
  attempt.planning?.();
  let timer: NodeJS.Timeout | undefined;
  const firmly = () => {
    timer = setTimeout(() => sftp.end(), politeMs);
  };
  signal.addEventListener('abort', firmly, { once: true });
  try {
    await transferOver(attempt, sftp);
  } catch (error) {
    throwIfCancelled(signal);
    if (problemOf(error)?.tag !== 'files/link-lost') throw error;
    throw gaveWay(sftp) ? new ProblemError(sftp.endedBy as Problem) : linkLost(link, error);
  } finally {
    signal.removeEventListener('abort', firmly);
    clearTimeout(timer);
    sftp.end();
    attempt.temps.giveUp();
  }
}

/** The channel, or the cancellation at once; a channel that comes too late is ended. */
async function openChannel(link: FileLink, attempt: Attempt): Promise<Sftp> {
  const { signal, waiting } = attempt;
  const opening = link.sftp({ signal, givesWay: true, ...(waiting && { waiting }) });
  try {
    return await orCancelled(opening, signal);
  } catch (error) {
    opening.then(
      (late) => late.end(),
      () => {},
    );
    throw error;
  }
}

async function transferOver(attempt: Attempt, sftp: Sftp): Promise<void> {
  const { job, signal, tally, temps, log } = attempt;
  const remote = remoteTree(sftp, job.server);
  const [source, target] =
    job.direction === 'upload' ? [localTree(), remote] : [remote, localTree()];
  let lost = 0;
  const context: CopyContext = {
    ...{ source, target, server: job.server, tally, signal, temps },
    isYielding: () => gaveWay(sftp),
    mostInFlight: sftp.limits.inFlightBytes ?? Number.POSITIVE_INFINITY,
    attributesLost() {
      lost += 1;
      const items = lost === 1 ? '1 item' : `${lost.toLocaleString('en')} items`;
      tally.note('attributes', `The permissions or times of ${items} could not be set.`);
    },
  };
  const roots = await findRoots(context, job);
  const plan = await makePlan(context, roots);
  await checkSpace(context, plan, roots.measured);
  throwIfCancelled(signal);
  const begun = performance.now();
  attempt.running();
  if (roots.makesDestination) {
    await target.makeFolder(roots.destination);
    // The contents of one folder make it that folder's copy; it must be right even if we are cut.
    const [only] = roots.items.filter(({ root }) => root.to === roots.destination);
    const mode = (only?.mode ?? plainFolderMode) | 0o700;
    await target.setAttributes(roots.destination, { mode });
  }
  await carryOut(context, plan);
  log.info('a transfer ended', {
    direction: job.direction,
    server: job.server,
    files: tally.filesDone,
    unchanged: tally.filesSame,
    bytes: tally.bytesDone,
    faults: tally.faultCount,
    seconds: Math.round(performance.now() - begun) / 1000,
  });
}

const gaveWay = ({ endedBy }: Sftp): boolean => endedBy?.tag === 'connections/gave-way';

function linkLost(link: FileLink, cause: unknown): ProblemError {
  let why = 'The file channel closed.';
  if (!link.alive) link.onClosed((reason) => (why = reason.why ?? reason.what))();
  return new ProblemError(transferProblem({ what: 'link-lost', server: link.server, why }), {
    cause,
  });
}
