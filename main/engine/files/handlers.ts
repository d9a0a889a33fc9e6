/** The contract's file procedures. */
import type { Handlers } from '../serve/index';
import type { Files } from './index';

export function filesHandlers(files: Files): Handlers<'files'> {
  return {
    list: ({ server, path }, { signal }) => files.list(server, path, signal),
    makeFolder: ({ server, path }, { signal }) => files.makeFolder(server, path, signal),
    rename: ({ server, from, to }, { signal }) => files.rename(server, from, to, signal),
    count: ({ server, paths }, { signal }) => files.count(server, paths, signal),
    createFile: ({ server, path }, { signal }) => files.createFile(server, path, signal),
    setMode: ({ server, paths, ...change }, { signal }) =>
      files.setMode(server, paths, change, signal),
    place: ({ server, path }, { signal }) => files.place(server, path, signal),
    preview: ({ server, path }, { signal }) => files.preview(server, path, signal),
    remove: ({ server, paths }, { signal }) => files.remove(server, paths, signal),
  };
}
