/** Answers resources/place.sh: which disk a folder is on. */
import type { Machine } from '../machine';
import { dfRows, diskOf } from '../model/disks';

/** Undefined when the arguments are not those of the script. */
export function placeAnswer(machine: Machine, args: readonly string[]): string[] | undefined {
  const path = args.at(-1);
  if (!path) return undefined;
  const disk = diskOf(machine.computer.disks, path);
  return disk ? dfRows([disk], 'space') : [];
}
