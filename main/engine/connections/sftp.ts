/**
 * SFTP as the engine sees it: promises, plain values, ProblemErrors with tags
 * `sftp/no-such-file`, `sftp/permission-denied`, `sftp/failure`, `sftp/unsupported`, `sftp/lost`.
 * Paths are strings; the SSH library cannot address names that are not valid UTF-8.
 */

import type { Problem } from '../kit/outcome';

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

export interface FileStat {
  kind: FileKind;
  sizeBytes: number;
  /** Permission bits only (`0o7777`). */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since the epoch (SFTP v3 has no finer). */
  modifiedSeconds: number;
  accessedSeconds: number;
}

export interface DirectoryEntry extends FileStat {
  name: string;
  /** False when the name is not valid UTF-8: it cannot be addressed and must not be touched. */
  nameIsValid: boolean;
}

export interface FileSystemSpace {
  /** Bytes that an ordinary user may still write. */
  freeBytes: number;
  totalBytes: number;
  freeInodes: number;
  totalInodes: number;
  /** True when it is mounted read-only (`ST_RDONLY` of statvfs@openssh.com). */
  readOnly?: boolean;
  /** The same for all paths of one file system; left out where the server does not tell. */
  fileSystemId?: string;
}

/** An open remote file. */
export interface RemoteFile {
  /** Reads up to `length` bytes at `position`; null at the end of the file. */
  read(position: number, length: number): Promise<Buffer | null>;
  write(data: Buffer, position: number): Promise<void>;
  setStat(change: {
    mode?: number;
    modifiedSeconds?: number;
    owner?: { uid: number; gid: number };
  }): Promise<void>;
  /** Flushes to disk where the server has `fsync@openssh.com`; false where it has not. */
  sync(): Promise<boolean>;
  close(): Promise<void>;
}

/** The most data that one request carries, in bytes; more is split by the library, one by one. */
export interface SftpLimits {
  readBytes: number;
  writeBytes: number;
  /** How much may be on its way at a time, of all requests; absent where nobody else waits. */
  inFlightBytes?: number;
}

export type OpenHow = 'read' | 'create' | 'create-new' | 'existing';

export interface Sftp {
  readonly limits: SftpLimits;
  /** Absolute path with symlinks resolved; `.` is the home directory. */
  realPath(path: string): Promise<string>;
  stat(path: string): Promise<FileStat>;
  lstat(path: string): Promise<FileStat>;
  /** All entries but `.` and `..`, unsorted. */
  list(path: string): Promise<DirectoryEntry[]>;
  readLink(path: string): Promise<string>;
  symlink(target: string, path: string): Promise<void>;
  makeDirectory(path: string, mode?: number): Promise<void>;
  removeDirectory(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Plain rename: fails if `to` exists. */
  rename(from: string, to: string): Promise<void>;
  /** Atomic replace (`posix-rename@openssh.com`); rejects with `sftp/unsupported` without it. */
  replace(from: string, to: string): Promise<void>;
  /** Follows symlinks, as SFTP's setstat does. */
  setStat(path: string, change: { mode?: number; modifiedSeconds?: number }): Promise<void>;
  /**
   * `read`; `create` makes or truncates; `create-new` fails if it exists; `existing` writes into what is
   * there.
   */
  open(path: string, how: OpenHow, mode?: number): Promise<RemoteFile>;
  /** `statvfs@openssh.com`; null where the server has it not. */
  space(path: string): Promise<FileSystemSpace | null>;
  /** What ended the channel, where that is known: the loss of the link, or that it gave way. */
  readonly endedBy: Problem | undefined;
  /** Calls back once when the channel is over, at once if it already is. */
  onEnd(callback: () => void): void;
  /**
   * Whether it is only kept for later: then it is ended as soon as anybody else needs the session. What
   * is asked of it ends its rest.
   */
  rest(rests: boolean): void;
  /** Closes the channel; pending requests reject with `sftp/lost`. */
  end(): void;
}
