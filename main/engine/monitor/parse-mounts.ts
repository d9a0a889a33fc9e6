/**
 * Which mounts are worth showing, and how full they are. The list comes from /proc/self/mountinfo,
 * which never blocks; `df` is then asked about those alone, because one dead network mount would
 * hang a `df` of everything.
 */
import type { Mount } from '../../../preload/contract/monitor';
import { counterOf, unknown } from './readings';

export interface MountPoint {
  readonly path: string;
  readonly filesystem: string;
  readonly type: string;
  /** A network file system: asked alone, because it may hang. */
  readonly remote: boolean;
}

/** Fields of mountinfo write space, tab, line feed and backslash as `\040` and so on (proc(5)). */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

const remoteTypes =
  /^(nfs4?|cifs|smb3?|smbfs|lustre|beegfs|ceph|glusterfs|gpfs|afs|9p|orangefs|pvfs2|ocfs2|gfs2|fuse\.(?!snapfuse|gvfsd|portal|lxcfs).+|panfs|wekafs)$/;
/** Local types without a block device in their source. */
const poolTypes = /^(zfs|btrfs|bcachefs|virtiofs|fuseblk)$/;
/** Images, not disks (facts of many servers: snap loops fill the list otherwise). */
const ignoredTypes = /^(tmpfs|devtmpfs|squashfs|overlay|efivarfs|autofs|iso9660|ramfs|rootfs)$/;
/** Places of the system's and of container engines' own mounts. */
const ignoredPaths =
  /^\/(proc|sys|dev|snap|etc|run(?!\/media\/)|var\/lib\/(docker|containers|kubelet|lxcfs)|boot\/efi)(\/|$)/;
const maxMounts = 48;

/** Reads mountinfo: `id parent major:minor root path options [optional…] - type source options`. */
export function parseMountTable(rows: readonly string[]): MountPoint[] {
  /** Of several mounts of one file system (bind mounts) the whole one, then the shortest, stays. */
  const byDevice = new Map<string, MountPoint & { root: string }>();
  for (const row of rows) {
    const [before = '', after = ''] = split(row);
    const [, , device = '', root = '', escaped = ''] = before.split(' ');
    const [type = '', source = ''] = after.split(' ');
    const path = unescapeOctal(escaped);
    // Paths are sent back as one line, separated by tabs.
    if (!path.startsWith('/') || /[\t\n\r\0]/.test(path)) continue;
    const filesystem = unescapeOctal(source);
    const remote = remoteTypes.test(type);
    if (path !== '/' && !worthShowing(path, type, filesystem, remote)) continue;
    const entry = { path, filesystem, type, remote, root: unescapeOctal(root) };
    // A later mount on the same path hides the earlier one.
    for (const [key, other] of byDevice) if (other.path === path) byDevice.delete(key);
    const rival = byDevice.get(device);
    if (!rival || isBetter(entry, rival)) byDevice.set(device, entry);
  }
  return [...byDevice.values()]
    .map(({ root: _, ...mount }) => mount)
    .sort((a, b) => Number(a.remote) - Number(b.remote) || (a.path < b.path ? -1 : 1))
    .slice(0, maxMounts);
}

function split(row: string): [string, string] | [] {
  const dash = row.indexOf(' - ');
  return dash < 0 ? [] : [row.slice(0, dash), row.slice(dash + 3)];
}

function worthShowing(path: string, type: string, source: string, remote: boolean): boolean {
  if (ignoredPaths.test(path) || ignoredTypes.test(type)) return false;
  return remote || source.startsWith('/') || poolTypes.test(type);
}

function isBetter(a: { root: string; path: string }, b: { root: string; path: string }): boolean {
  if ((a.root === '/') !== (b.root === '/')) return a.root === '/';
  return a.path.length < b.path.length;
}

/** True when the server's /proc hides other people's processes (mount option `hidepid`). */
export function hidesProcesses(rows: readonly string[]): boolean {
  return rows.some((row) => {
    const [before = '', after = ''] = split(row);
    return (
      before.includes(' /proc ') &&
      after.startsWith('proc ') &&
      /\bhidepid=(1|2|4|noaccess|invisible|ptraceable)\b/.test(row)
    );
  });
}

/** The four figures before the mount point of `df -P`: total, used, available, share. */
function figures(rows: readonly string[], path: string): string[] | undefined {
  for (const row of rows) {
    // The source and the mount point may hold spaces, so the row is read from its end.
    if (!row.endsWith(` ${path}`)) continue;
    const match = /\s(\d+|-)\s+(\d+|-)\s+(-?\d+|-)\s+(\d+%|-)\s*$/.exec(
      row.slice(0, row.length - path.length),
    );
    if (match) return match.slice(1, 4);
  }
  return undefined;
}

/** Joins a mount with the rows of `df -Pk` and `df -Pi`. */
export function mountOf(
  point: MountPoint,
  rows: { space: readonly string[]; inodes: readonly string[] },
  missing = 'df did not report it',
): Mount {
  const [total, used, available] = figures(rows.space, point.path) ?? [];
  const [inodesTotal, inodesUsed] = figures(rows.inodes, point.path) ?? [];
  const noInodes = total === undefined ? missing : 'this file system does not count inodes';
  const hasInodes = inodesTotal !== undefined && Number(inodesTotal) > 0;
  return {
    path: point.path,
    filesystem: point.filesystem,
    type: point.type,
    totalKiB: counterOf(total, missing),
    usedKiB: counterOf(used, missing),
    // Root's reserve makes it negative on a full disk: nothing is available then.
    availableKiB: counterOf(available?.replace(/^-\d+$/, '0'), missing),
    inodesTotal: hasInodes ? counterOf(inodesTotal, noInodes) : unknown(noInodes),
    inodesUsed: hasInodes ? counterOf(inodesUsed, noInodes) : unknown(noInodes),
  };
}
