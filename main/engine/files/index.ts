/** Files of a server over SFTP: the plain folder view of the window and `labmate ls`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preview } from '../../../preload/contract/files';
import type { Connections, Sftp } from '../connections/index';
import type { Host } from '../host';
import { createSftpChannels } from './channels';
import { countTree, type TreeCount } from './count-tree';
import { createFile } from './create-file';
import { type Listing, listFolder } from './list-folder';
import { makeFolder } from './make-folder';
import { absolutePath } from './paths';
import { type Place, placeOf } from './place';
import { previewFile } from './preview/index';
import { removeTrees } from './remove-tree';
import { renameEntry } from './rename-entry';
import { type ModeChange, setMode } from './set-mode';

export { countTree, type TreeCount } from './count-tree';
export { explain } from './explain';
export { filesHandlers } from './handlers';
export type { Listing } from './list-folder';
export { absolutePath, joinPath, lastName, nameLimitBytes, parentPath, tooLong } from './paths';
export { type Place, placeOf } from './place';
export { type Doing, type FileFacts, fileProblem, shown } from './words';

/** Paths may be absolute, `~`-relative, or relative to the home folder. */
export interface Files {
  list(server: string, path: string, signal: AbortSignal): Promise<Listing>;
  makeFolder(server: string, path: string, signal: AbortSignal): Promise<void>;
  /** Never overwrites. */
  rename(server: string, from: string, to: string, signal: AbortSignal): Promise<void>;
  count(server: string, paths: readonly string[], signal: AbortSignal): Promise<TreeCount>;
  /** Removes files and whole folders; symlinks are removed, not followed. */
  remove(server: string, paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Makes an empty file; never overwrites. */
  createFile(server: string, path: string, signal: AbortSignal): Promise<void>;
  /** Changes permission bits; symlinks are never followed. */
  setMode(
    server: string,
    paths: readonly string[],
    change: ModeChange,
    signal: AbortSignal,
  ): Promise<{ changed: number }>;
  /** The mount that a folder lies on. */
  place(server: string, path: string, signal: AbortSignal): Promise<Place>;
  /** The beginning (of logs the end) of a file, in a form that can be shown and runs nothing. */
  preview(server: string, path: string, signal: AbortSignal): Promise<Preview>;
  dispose(): void;
}

interface FilesNeeds {
  connections: Connections;
  host: Pick<Host, 'paths'>;
}

export function createFiles(options: FilesNeeds): Files {
  const { connections, host } = options;
  const placeScript = () => readFile(join(host.paths.resources, 'place.sh'), 'utf8');
  const channels = createSftpChannels(connections);
  const absolute = async (sftp: Sftp, paths: readonly string[]): Promise<string[]> => {
    const home = paths.every((path) => path.startsWith('/')) ? '/' : await sftp.realPath('.');
    return paths.map((path) => absolutePath(path, home));
  };
  const one = async (sftp: Sftp, path: string) => (await absolute(sftp, [path]))[0] ?? path;
  const repeatable = { repeatable: true };

  return {
    list: (server, path, signal) =>
      channels.use(
        server,
        signal,
        async (sftp) => listFolder(sftp, server, await one(sftp, path), signal),
        repeatable,
      ),
    makeFolder: (server, path, signal) =>
      channels.use(server, signal, async (sftp) => makeFolder(sftp, server, await one(sftp, path))),
    rename: (server, from, to, signal) =>
      channels.use(server, signal, async (sftp) =>
        renameEntry(sftp, server, await one(sftp, from), await one(sftp, to)),
      ),
    count: (server, paths, signal) =>
      channels.use(
        server,
        signal,
        async (sftp) => countTree(sftp, server, await absolute(sftp, paths), signal),
        repeatable,
      ),
    remove: (server, paths, signal) =>
      channels.use(server, signal, async (sftp) =>
        removeTrees(sftp, server, await absolute(sftp, paths), signal),
      ),
    createFile: (server, path, signal) =>
      channels.use(server, signal, async (sftp) => createFile(sftp, server, await one(sftp, path))),
    setMode: (server, paths, change, signal) =>
      channels.use(server, signal, async (sftp) =>
        setMode(sftp, server, await absolute(sftp, paths), change, signal),
      ),
    place: async (server, path, signal) =>
      placeOf(await connections.link(server, signal), await placeScript(), path, signal),
    preview: (server, path, signal) =>
      channels.use(
        server,
        signal,
        async (sftp) => previewFile(sftp, server, await one(sftp, path), signal),
        repeatable,
      ),
    dispose: () => channels.dispose(),
  };
}
