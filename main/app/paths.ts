/** Where things live on this computer. `LABMATE_HOME` and `LABMATE_SSH_DIR` override (tests). */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of the built main bundle is `out/main`; resources stand beside `out`. */
export function appPaths(appData: string, mainFolder: string, packagedResources?: string) {
  const { LABMATE_HOME, LABMATE_SSH_DIR } = process.env;
  return {
    data: LABMATE_HOME ? resolve(LABMATE_HOME) : join(appData, 'Labmate'),
    ssh: LABMATE_SSH_DIR ? resolve(LABMATE_SSH_DIR) : join(homedir(), '.ssh'),
    resources: packagedResources ?? join(mainFolder, '../../resources'),
  };
}
