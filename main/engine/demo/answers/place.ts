/** Answers resources/place.sh: which disk a folder is on, with its space and inodes. */
import { lstatSync } from 'node:fs';
import { TreeFault } from '../files/tree';
import type { Machine } from '../machine';
import { dfRows, diskOf, mountRow } from '../model/disks';

/** The lines that the script would print; undefined when the arguments are not its own. */
export function placeAnswer(machine: Machine, args: readonly string[]): string[] | undefined {
  const [asked] = args;
  if (!asked || args.length > 1) return undefined;
  const { disks } = machine.computer;
  const mounts = disks.map((disk, at) => `mount ${mountRow(disk, at)}`);
  const path = pathOf(machine, asked);
  const disk = path === undefined ? undefined : diskOf(disks, path);
  if (!disk) return [...mounts, 'missing'];
  const space = dfRows([disk], 'space').map((row) => `space ${row}`);
  const inodes = dfRows([disk], 'inodes').map((row) => `inodes ${row}`);
  return [...mounts, ...space, ...inodes];
}

/** Where it leads; undefined when there is nothing. */
function pathOf({ tree }: Machine, asked: string): string | undefined {
  try {
    const found = tree.find(asked.replace(/^~(?=\/|$)/, tree.home), { follow: true });
    return lstatSync(found.real, { throwIfNoEntry: false }) && found.path;
  } catch (error) {
    if (error instanceof TreeFault) return undefined;
    throw error;
  }
}
