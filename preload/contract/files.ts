/** Browsing folders of a server over SFTP. */
import { z } from 'zod';
import { ask } from './define';
import { reading } from './monitor';
import { serverName } from './servers';

/** A remote path, absolute or `~`-relative, as text. Names that are not UTF-8 are marked. */
export const remotePath = z.string().min(1).max(16_384);

export const fileEntry = z.object({
  name: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  /** For a symlink: what it points at as text, and whether that is a directory. */
  target: z.string().optional(),
  targetIsDirectory: z.boolean().optional(),
  sizeBytes: z.number(),
  /** Permission bits, `0o755`-style number. */
  mode: z.number().int(),
  /** Seconds since the epoch. */
  modifiedSeconds: z.number(),
  /** False when the name is not valid UTF-8: shown, marked, never touched. */
  nameIsValid: z.boolean(),
});
export type FileEntry = z.infer<typeof fileEntry>;

/** What a cell of a notebook or its output shows. HTML and scripts are left out, and said to be. */
export const notebookOutput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), isError: z.boolean() }),
  z.object({ kind: z.literal('image'), bytes: z.instanceof(Uint8Array), mime: z.string() }),
  z.object({ kind: z.literal('left-out'), what: z.string() }),
]);
export const notebookCell = z.object({
  kind: z.enum(['code', 'markdown', 'raw']),
  source: z.string(),
  executionCount: z.number().nullable(),
  outputs: z.array(notebookOutput),
});
export type NotebookCell = z.infer<typeof notebookCell>;

export const preview = z.object({
  sizeBytes: z.number(),
  /** Only the beginning (of a log: the end) was read. */
  truncated: z.boolean(),
  /** Sentences on what is not shown, and how the bytes were read. */
  notes: z.array(z.string()),
  content: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.string(),
      part: z.enum(['whole', 'head', 'tail']),
    }),
    z.object({ kind: z.literal('table'), rows: z.array(z.array(z.string())) }),
    z.object({
      kind: z.literal('image'),
      bytes: z.instanceof(Uint8Array),
      mime: z.string(),
      /** As the head of the file tells; null where it does not. */
      pixels: z.object({ width: z.number(), height: z.number() }).nullable(),
    }),
    z.object({ kind: z.literal('notebook'), cells: z.array(notebookCell) }),
    /** Bytes that are no text: their beginning, for a hex view. */
    z.object({ kind: z.literal('binary'), head: z.instanceof(Uint8Array) }),
  ]),
});
export type Preview = z.infer<typeof preview>;

export const files = {
  /** Lists a folder. `path` in the answer is absolute with symlinks resolved as the server does. */
  list: ask({
    role: 'link',
    input: z.object({ server: serverName, path: remotePath }),
    value: z.object({
      path: z.string(),
      entries: z.array(fileEntry),
      /** Free space for this user under this folder, or null where the server cannot tell. */
      freeBytes: z.number().nullable(),
      freeInodes: z.number().nullable(),
    }),
  }),
  makeFolder: ask({
    role: 'link',
    input: z.object({ server: serverName, path: remotePath }),
    value: z.void(),
  }),
  rename: ask({
    role: 'link',
    input: z.object({ server: serverName, from: remotePath, to: remotePath }),
    value: z.void(),
  }),
  /** What a removal would take, counted first: the window asks with these figures. */
  count: ask({
    role: 'link',
    input: z.object({ server: serverName, paths: z.array(remotePath).min(1) }),
    value: z.object({
      files: z.number(),
      folders: z.number(),
      bytes: z.number(),
      /** True when counting stopped at a limit: there is more. */
      more: z.boolean(),
    }),
  }),
  /** Makes an empty file; one that exists is refused. */
  createFile: ask({
    role: 'link',
    input: z.object({ server: serverName, path: remotePath }),
    value: z.void(),
  }),
  /**
   * Sets and clears permission bits (of 0o777). With `recursive` also of all that is below, where
   * `set` gives the right to run only to folders and to files that somebody may run already (chmod's
   * `X`). Symlinks are left alone.
   */
  setMode: ask({
    role: 'link',
    input: z.object({
      server: serverName,
      paths: z.array(remotePath).min(1),
      set: z.number().int().min(0).max(0o777),
      clear: z.number().int().min(0).max(0o777),
      recursive: z.boolean(),
    }),
    value: z.object({ changed: z.number() }),
  }),
  /** The mount that a folder lies on, as `df` tells it. */
  place: ask({
    role: 'link',
    input: z.object({ server: serverName, path: remotePath }),
    value: z.object({
      mount: z.string(),
      /** What is mounted there: a device, or `server:/export`. */
      filesystem: z.string(),
      /** `ext4`, `nfs4`…; empty where the server does not tell. */
      type: z.string(),
      totalKiB: reading,
      /** Used and available are less than the total where the disk keeps a reserve for root. */
      usedKiB: reading,
      availableKiB: reading,
      inodesTotal: reading,
      inodesUsed: reading,
      inodesFree: reading,
    }),
  }),
  /** The beginning of a file, taken apart as far as it can be shown without running anything. */
  preview: ask({
    role: 'link',
    input: z.object({ server: serverName, path: remotePath }),
    value: preview,
  }),
  /** Removes files and whole folders; a symlink is removed, never followed. */
  remove: ask({
    role: 'link',
    input: z.object({ server: serverName, paths: z.array(remotePath).min(1) }),
    value: z.void(),
  }),
};
