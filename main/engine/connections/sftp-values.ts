/** Plain values from and to the SSH library's SFTP attributes. Pure. */
import type { InputAttributes, Stats } from 'ssh2';
import type { DirectoryEntry, FileKind, FileStat } from './sftp';

export interface Change {
  mode?: number;
  modifiedSeconds?: number;
  /** Both at once: SFTP knows no other way. */
  owner?: { uid: number; gid: number };
}

const TYPE_BITS = 0o170000;
// A Map: the formatter turns octal property names into wrong numbers.
const KINDS: ReadonlyMap<number, FileKind> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
]);

/** SFTP version 3 carries times as unsigned 32-bit seconds. */
const MAX_SECONDS = 0xffff_ffff;

/** Attributes are optional in the protocol, whatever the library's types say. */
export function asFileStat(attributes: Partial<Stats>): FileStat {
  const mode = attributes.mode ?? 0;
  return {
    kind: KINDS.get(mode & TYPE_BITS) ?? 'other',
    sizeBytes: attributes.size ?? 0,
    mode: mode & 0o7777,
    uid: attributes.uid ?? 0,
    gid: attributes.gid ?? 0,
    modifiedSeconds: attributes.mtime ?? 0,
    accessedSeconds: attributes.atime ?? 0,
  };
}

/**
 * A name with U+FFFD was not UTF-8 on the server, and one with a slash or NUL cannot come from an
 * honest server (CVE-2019-6111's family): neither may be addressed.
 */
export function asDirectoryEntry(name: string, attributes: Partial<Stats>): DirectoryEntry {
  return { ...asFileStat(attributes), name, nameIsValid: name !== '' && !/[\ufffd/\0]/.test(name) };
}

/** SFTP can set the modification time only together with the access time. */
export function changeToAttributes(change: Change): InputAttributes {
  const attributes: InputAttributes = {};
  if (change.mode !== undefined) attributes.mode = change.mode & 0o7777;
  if (change.owner !== undefined) {
    attributes.uid = change.owner.uid;
    attributes.gid = change.owner.gid;
  }
  if (change.modifiedSeconds !== undefined) {
    const seconds = Math.min(Math.max(Math.floor(change.modifiedSeconds), 0), MAX_SECONDS);
    attributes.mtime = seconds;
    attributes.atime = seconds;
  }
  return attributes;
}
