/** Drags files of this computer out of the window: grants become paths, here and nowhere else. */
import { access } from 'node:fs/promises';
import type { WebContents } from 'electron';
import { nativeImage } from 'electron';
import { ProblemError, problem } from '../engine/kit/outcome';
import { iconPath } from './tray';

/** @throws ProblemError `shell/nothing-to-drag` unless every grant stands for a file that is there. */
export async function startDrag(
  grants: readonly string[],
  redeem: (grant: string) => string | undefined,
  contents: Pick<WebContents, 'startDrag'>,
  resources: string,
): Promise<void> {
  const files = grants.map(redeem).filter((path) => path !== undefined);
  const there = await Promise.all(files.map(exists));
  const [file] = files;
  if (file === undefined || files.length < grants.length || there.includes(false)) {
    throw new ProblemError(
      problem('shell/nothing-to-drag', 'These files cannot be dragged out.', {
        why: 'They are no longer where they were fetched to.',
        next: [{ label: 'Drag them again' }],
      }),
    );
  }
  contents.startDrag({ file, files, icon: nativeImage.createFromPath(iconPath(resources, 48)) });
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
