/** Is there room for all of it? Asked before a byte moves. */
import { type Plan, type PlanContext, refusal } from './plan';
import { isFatal } from './tree';

/** @throws ProblemError `transfers/no-space`, `transfers/no-inodes` */
export async function checkSpace(
  { target, server }: PlanContext,
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
  const { bytes, entries } = plan.need;
  if (bytes > space.freeBytes) {
    throw refusal({ what: 'no-space', ...about, needBytes: bytes, freeBytes: space.freeBytes });
  }
  if (space.totalInodes > 0 && entries > space.freeInodes) {
    throw refusal({ what: 'no-inodes', ...about, need: entries, free: space.freeInodes });
  }
}
