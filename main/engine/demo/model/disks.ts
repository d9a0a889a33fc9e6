/** The disks of a demo computer: one nearly full, one that runs out of inodes. */

export interface Disk {
  path: string;
  source: string;
  type: string;
  /** As the kernel numbers it: `259:2`. */
  device: string;
  totalKiB: number;
  usedKiB: number;
  inodes: number;
  inodesUsed: number;
}

const GiB = 1024 * 1024;

export function disksOf(name: string): Disk[] {
  return [
    disk('/', '/dev/nvme0n1p2', 'ext4', '259:2', [440, 171], [29_360_128, 1_204_331]),
    disk('/home', '/dev/nvme1n1', 'xfs', '259:5', [3576, 2210], [375_078_912, 9_120_774]),
    disk('/scratch', '/dev/md0', 'xfs', '9:0', [14_305, 13_961], [750_000_128, 21_007_912]),
    disk('/data', `storage:/export/${name}`, 'nfs4', '0:52', [7152, 4480], [4_882_432, 4_716_429]),
  ];
}

function disk(
  path: string,
  source: string,
  type: string,
  device: string,
  [total, used]: [number, number],
  [inodes, inodesUsed]: [number, number],
): Disk {
  return {
    ...{ path, source, type, device, inodes, inodesUsed },
    totalKiB: total * GiB,
    usedKiB: used * GiB,
  };
}

/** The disk that a path is on. */
export function diskOf(disks: readonly Disk[], path: string): Disk | undefined {
  const holds = (disk: Disk) =>
    disk.path === '/' || path === disk.path || path.startsWith(`${disk.path}/`);
  return disks.filter(holds).sort((a, b) => b.path.length - a.path.length)[0];
}

/** A row of /proc/self/mountinfo (proc(5)). */
export function mountRow({ path, source, type, device }: Disk, index: number): string {
  return `${24 + index} 1 ${device} / ${path} rw,relatime shared:${index + 1} - ${type} ${source} rw`;
}

/** What `df -Pk` (or `-Pi`) prints for disks. */
export function dfRows(disks: readonly Disk[], what: 'space' | 'inodes'): string[] {
  const head =
    what === 'space'
      ? 'Filesystem 1024-blocks Used Available Capacity Mounted on'
      : 'Filesystem Inodes IUsed IFree IUse% Mounted on';
  const rows = disks.map((disk) => {
    const total = what === 'space' ? disk.totalKiB : disk.inodes;
    const used = what === 'space' ? disk.usedKiB : disk.inodesUsed;
    const share = `${Math.ceil((used / total) * 100)}%`;
    return `${disk.source} ${total} ${used} ${total - used} ${share} ${disk.path}`;
  });
  return [head, ...rows];
}
