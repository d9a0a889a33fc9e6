/** Makes one empty file; what exists already, also a link that leads nowhere, is refused. */
import type { Sftp } from '../connections/index';
import { explain } from './explain';
import { refuseUnnamed } from './paths';

export async function createFile(sftp: Sftp, server: string, path: string): Promise<void> {
  refuseUnnamed(path);
  try {
    const file = await sftp.open(path, 'create-new');
    await file.close();
  } catch (error) {
    throw await explain(sftp, error, { server, path, doing: 'create' });
  }
}
