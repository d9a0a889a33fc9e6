/** Where one was and where one came back from, as in a browser. Pure. */

export interface Trail {
  /** Oldest first; the last one is where Back goes. */
  readonly back: readonly string[];
  /** The last one is where Forward goes. */
  readonly forward: readonly string[];
}

export const noTrail: Trail = { back: [], forward: [] };

/** Folders that are remembered. */
const most = 100;

/** How one comes to a folder. */
export type Way = 'visit' | 'back' | 'forward' | 'stay';

/** The trail after going from `here` in this way. Going nowhere leaves it as it is. */
export function follow(trail: Trail, way: Way, here: string | undefined, to: string): Trail {
  if (way === 'stay' || here === undefined || (way === 'visit' && here === to)) return trail;
  if (way === 'visit') return { back: [...trail.back, here].slice(-most), forward: [] };
  const { back, forward } = trail;
  return way === 'back'
    ? { back: back.slice(0, -1), forward: [...forward, here] }
    : { back: [...back, here], forward: forward.slice(0, -1) };
}
