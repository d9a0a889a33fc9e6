/** Removes from a server what a cut upload could not, once it can be reached again. */
import type { FileLink } from '../connections/index';
import { remoteTree } from './remote-tree';
import type { Temps } from './temps';

/** @throws ProblemError when some could not be removed; the others are */
export async function removeTemps(link: FileLink, temps: Temps): Promise<void> {
  const sftp = await link.sftp({ givesWay: true });
  try {
    const tree = remoteTree(sftp, link.server);
    for (const path of temps.paths) {
      await tree.removeFile(path);
      temps.gone(path);
    }
  } finally {
    sftp.end();
  }
}
