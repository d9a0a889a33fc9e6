/** Is there room for all of it? Asked before a byte moves. */
import type { CopyContext } from './copy-file';
import { type Plan, refusal } from './plan';
import { isFatal } from './tree';

/** @throws ProblemError `transfers/no-space`, `transfers/no-inodes` */
export async function checkSpace(
  { target, server, temps }: CopyContext,
  plan: Plan,
  folder: string,
): Promise<void> {
  if (plan.files.length + plan.links.length === 0 && plan.need.entries === 0) return;
  const space = await target.space(folder).catch((error: unknown) => {
    if (isFatal(error)) throw error;
    // A server that cannot tell its free space is found out by writing.
    return null;
  });
  if (!space) return;
  const about = { place: target.place, server, path: folder } as const;
  const { entries } = plan.need;
  const bytes = plan.need.bytes - temps.partBytes;
  if (bytes > space.freeBytes) {
    throw refusal({ what: 'no-space', ...about, needBytes: bytes, freeBytes: space.freeBytes });
  }
  if (space.totalInodes > 0 && entries > space.freeInodes) {
    throw refusal({ what: 'no-inodes', ...about, need: entries, free: space.freeInodes });
  }
}
