/** Drags files of this computer out of the window: grants become paths, here and nowhere else. */
import type { WebContents } from 'electron';
import { nativeImage } from 'electron';
import { filesToDrag } from './drag-files';
import { iconPath } from './tray';

/** @throws ProblemError `shell/nothing-to-drag` unless every grant stands for a file that is there. */
export async function startDrag(
  grants: readonly string[],
  redeem: (grant: string) => string | undefined,
  contents: Pick<WebContents, 'startDrag'>,
  resources: string,
): Promise<void> {
  const files = await filesToDrag(grants, redeem);
  const icon = nativeImage.createFromPath(iconPath(resources, 48));
  contents.startDrag({ file: files[0], files, icon });
}
