/** Renames or moves a file or folder on the server, and never overwrites. */
import type { Sftp } from '../connections/index';
import { ProblemError, problemOf } from '../kit/outcome';
import { explain } from './explain';
import { parentPath, refuseUnnamed, tooLong } from './paths';
import { fileProblem } from './words';

/**
 * SFTP's plain rename refuses an existing file atomically, but OpenSSH lets it replace a symlink
 * that leads nowhere and an empty folder's race is open: hence the look first.
 */
export async function renameEntry(
  sftp: Sftp,
  server: string,
  from: string,
  to: string,
): Promise<void> {
  refuseUnnamed(from);
  refuseUnnamed(to);
  if (from === to) return;
  if (await exists(sftp, to)) {
    throw new ProblemError(fileProblem({ what: 'exists', server, path: to }));
  }
  try {
    await sftp.rename(from, to);
  } catch (error) {
    if (problemOf(error)?.tag === 'sftp/failure' && (await onOtherDisk(sftp, from, to))) {
      const facts = { server, path: from, folder: parentPath(to) };
      throw new ProblemError(fileProblem({ what: 'other-disk', ...facts }), { cause: error });
    }
    // Which of the two paths is at fault? The source first, then the place it should go to.
    if (tooLong(to) || (await exists(sftp, from))) {
      const target = await explain(sftp, error, { server, path: to, doing: 'create' });
      throw problemOf(target)?.tag === 'files/no-such'
        ? await explain(sftp, error, { server, path: parentPath(to), doing: 'create' })
        : target;
    }
    throw await explain(sftp, error, { server, path: from, doing: 'rename' });
  }
}

/** A rename cannot cross file systems (rename(2), EXDEV); SFTP v3 has no word for that. */
async function onOtherDisk(sftp: Sftp, from: string, to: string): Promise<boolean> {
  const disk = (path: string) =>
    sftp.space(parentPath(path)).then(
      (space) => space?.fileSystemId,
      () => undefined,
    );
  const [one, other] = await Promise.all([disk(from), disk(to)]);
  return one !== undefined && other !== undefined && one !== other;
}

async function exists(sftp: Sftp, path: string): Promise<boolean> {
  return sftp.lstat(path).then(
    () => true,
    () => false,
  );
}
