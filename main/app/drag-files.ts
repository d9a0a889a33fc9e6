/** Which files of this computer a drag may carry: those of grants, all of them there. No Electron. */
import { access } from 'node:fs/promises';
import { ProblemError, problem } from '../engine/kit/outcome';

/**
 * The paths that the grants stand for, in their order.
 * @throws ProblemError `shell/nothing-to-drag` unless every grant counts and stands for a file that
 *   is there: half of what was dragged is worse than nothing
 */
export async function filesToDrag(
  grants: readonly string[],
  redeem: (grant: string) => string | undefined,
): Promise<[string, ...string[]]> {
  const files = grants.map(redeem).filter((path) => path !== undefined);
  const there = await Promise.all(files.map(exists));
  const [first, ...others] = files;
  if (first !== undefined && files.length === grants.length && !there.includes(false)) {
    return [first, ...others];
  }
  throw new ProblemError(
    problem('shell/nothing-to-drag', 'These files cannot be dragged out.', {
      why: 'They are no longer where they were fetched to.',
      next: [{ label: 'Drag them again' }],
    }),
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}
