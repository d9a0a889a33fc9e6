/**
 * What planning and copying need of either side. A transfer goes from one `Tree` to another; that
 * one of them is a server and the other this computer is known only to the two implementations.
 * Failures are ProblemErrors; those that end a whole transfer are told apart by `isFatal`.
 */
import { problemOf } from '../kit/outcome';

export type Kind = 'file' | 'directory' | 'symlink' | 'other';

export interface Stat {
  kind: Kind;
  sizeBytes: number;
  /** Permission bits, or null where the platform has none (Windows). */
  mode: number | null;
  /** Whole seconds since the epoch: SFTP v3 has no finer. */
  modifiedSeconds: number;
}

export interface Entry extends Stat {
  name: string;
  /** False when the name's bytes are not UTF-8: it cannot be addressed. */
  nameIsValid: boolean;
}

export interface Space {
  freeBytes: number;
  freeInodes: number;
  /** 0 where the file system does not count inodes. */
  totalInodes: number;
}

/** What is compared before and after reading to see whether a file changed meanwhile. */
export interface Version {
  kind: Kind;
  sizeBytes: number;
  /** Seconds, with a fraction where the platform has one. */
  modified: number;
  mode: number | null;
}

/** A small file as it was read, and what it looked like before and after. */
export interface Whole {
  before: Version;
  data: Buffer;
  after: Version;
}

export interface SourceFile {
  version(): Promise<Version>;
  /** All in one round trip: the first `length` bytes (up to the tree's `wholeBytes`) or fewer. */
  readWhole(length: number): Promise<Whole>;
  /** Reads `length` bytes at `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  /** May be called twice. */
  close(): Promise<void>;
}

export interface TargetFile {
  /** Calls `count` with what has arrived, as it arrives. */
  write(data: Buffer, position: number, count: (bytes: number) => void): Promise<void>;
  /** `write` and `finish` in one round trip. */
  writeWhole(data: Buffer, attributes: Attributes): Promise<boolean>;
  /** Sets mode and time, then closes. False when the attributes could not be set. */
  finish(attributes: Attributes): Promise<boolean>;
  /** Closes without care for the content; safe after `finish`. */
  close(): Promise<void>;
}

export interface Attributes {
  mode: number | null;
  modifiedSeconds: number;
}

export interface Tree {
  readonly place: 'server' | 'local';
  /** How much is best read from, and written to, a file of this side at a time. */
  readonly pieceBytes: { read: number; write: number };
  /** What `readWhole` takes at most. */
  readonly wholeBytes: number;
  /** The path in full, for example with `~` and `..` resolved. */
  resolve(path: string): Promise<string>;
  join(folder: string, name: string): string;
  nameOf(path: string): string;
  parentOf(path: string): string;
  /** Why a name cannot be used on this side, in words. */
  refusedName(name: string): string | undefined;
  /** Names with the same key are one file on this side. */
  collisionKey(name: string): string;
  pathTooLong(path: string): boolean;
  list(folder: string): Promise<Entry[]>;
  /** undefined when there is nothing. */
  lstat(path: string): Promise<Stat | undefined>;
  /** Follows symlinks; undefined when there is nothing. */
  stat(path: string): Promise<Stat | undefined>;
  readLink(path: string): Promise<string>;
  space(folder: string): Promise<Space | null>;
  openSource(path: string): Promise<SourceFile>;
  /** Makes a new file; fails if there is one, never follows a symlink. Failures name `finalPath`. */
  createTarget(path: string, finalPath: string): Promise<TargetFile>;
  /**
   * Opens a file that `createTarget` made and that holds at least `bytes`; undefined where it is no longer such a
   * file, or somebody else could have put another in its place.
   */
  continueTarget(path: string, finalPath: string, bytes: number): Promise<TargetFile | undefined>;
  makeFolder(path: string): Promise<void>;
  /** Makes a symlink, with its own time where the side can set one (SFTP v3 cannot). */
  makeLink(target: string, path: string, modifiedSeconds: number): Promise<void>;
  /** False when they could not be set (a folder of somebody else). */
  setAttributes(path: string, attributes: Partial<Attributes>): Promise<boolean>;
  /** Puts `from` in the place of `to` in one step. */
  replace(from: string, to: string): Promise<void>;
  /** Removes a file; nothing there is fine. */
  removeFile(path: string): Promise<void>;
}

/** Failures after which it makes no sense to go on with the next file. */
const fatal = new Set([
  'files/link-lost',
  'files/disk-full',
  'files/inodes-full',
  'files/read-only',
  'kit/cancelled',
  'transfers/local-disk-full',
  'transfers/local-read-only',
]);

/** True for what ends the transfer: also for bugs, which have no problem. */
export function isFatal(error: unknown): boolean {
  const tag = problemOf(error)?.tag;
  return tag === undefined || fatal.has(tag) || tag.startsWith('connections/');
}
