/**
 * What experience says about a server: through which tunnels it was reached, and which were missing when it was
 * not. A tunnel without which it was never reached is what it needs. Pure; `experience.ts` keeps it.
 */
import { z } from 'zod';

const counts = z.record(z.string().max(64), z.number().int().min(0));

export const experience = z.object({
  /** How often it was reached, and how often each tunnel was up then. */
  reached: z.number().int().min(0),
  with: counts,
  /** How often it was not reached while such a tunnel was down. */
  failedWithout: counts,
});
export type Experience = z.infer<typeof experience>;

export interface Learned {
  tunnel: string;
  /** How often it was reached with it, always. */
  reached: number;
  /** How often it was not reached without it. */
  failed: number;
}

const none: Experience = { reached: 0, with: {}, failedWithout: {} };
/** Once is chance. */
const ENOUGH = 2;
/** What was long ago counts no more: an account may have moved. */
const MAX_COUNT = 50;
const MAX_TUNNELS = 16;

/** @param tunnels names of those that are up now */
export function addReached(old: Experience = none, tunnels: readonly string[]): Experience {
  // Halved at the bound, so that a changed network is learned within a while.
  const { reached, with: before, failedWithout } = old.reached >= MAX_COUNT ? halved(old) : old;
  const now = new Map(Object.entries(before));
  for (const name of tunnels.slice(0, MAX_TUNNELS)) now.set(name, (now.get(name) ?? 0) + 1);
  const still = [...now].filter(([, count]) => count > 0).slice(0, MAX_TUNNELS);
  return { reached: reached + 1, with: Object.fromEntries(still), failedWithout };
}

export function addFailed(old: Experience = none, tunnels: readonly string[]): Experience {
  const missing = Object.keys(old.with).filter((name) => !tunnels.includes(name));
  if (missing.length === 0) return old;
  const failed = new Map(Object.entries(old.failedWithout));
  for (const name of missing) failed.set(name, Math.min(MAX_COUNT, (failed.get(name) ?? 0) + 1));
  return { ...old, failedWithout: Object.fromEntries(failed) };
}

/** The tunnel that the server needs, where experience is clear; null else. */
export function learnedFrom(from: Experience | undefined): Learned | null {
  if (!from || from.reached < ENOUGH) return null;
  const always = Object.entries(from.with).filter(([, count]) => count >= from.reached);
  const [best] = always
    .map(([tunnel]) => ({
      tunnel,
      reached: from.reached,
      failed: Object.hasOwn(from.failedWithout, tunnel) ? (from.failedWithout[tunnel] ?? 0) : 0,
    }))
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed - a.failed);
  return best ?? null;
}

/** How often a tunnel was missing is halved, and rounded in its favour: so an old network is forgotten. */
function halved(from: Experience): Experience {
  const reached = from.reached >> 1;
  const kept = Object.entries(from.with).map(([name, count]): [string, number] => [
    name,
    Math.max(0, reached - ((from.reached - count) >> 1)),
  ]);
  const failed = Object.entries(from.failedWithout).map(([name, count]) => [name, count >> 1]);
  return { reached, with: Object.fromEntries(kept), failedWithout: Object.fromEntries(failed) };
}
