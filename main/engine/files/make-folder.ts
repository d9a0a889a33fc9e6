/** Makes one folder; its parent must exist (a typing mistake should not grow a tree). */
import type { Sftp } from '../connections/index';
import { explain } from './explain';
import { refuseUnnamed } from './paths';

export async function makeFolder(sftp: Sftp, server: string, path: string): Promise<void> {
  refuseUnnamed(path);
  try {
    await sftp.makeDirectory(path);
  } catch (error) {
    throw await explain(sftp, error, { server, path, doing: 'create' });
  }
}
