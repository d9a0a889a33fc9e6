/** Browsing folders of a server over SFTP. */
import { z } from 'zod';
import { ask } from './define';
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
  /** Removes files and whole folders; a symlink is removed, never followed. */
  remove: ask({
    role: 'link',
    input: z.object({ server: serverName, paths: z.array(remotePath).min(1) }),
    value: z.void(),
  }),
};
