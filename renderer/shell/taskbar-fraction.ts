/** How far the long transfers are, as one figure for the taskbar. Pure. */
import type { TransferEntry } from '../../preload/contract/transfers';

/** Work that takes longer than this tells the taskbar, in milliseconds (design). */
const longMs = 10_000;

/**
 * The share that is done of transfers that run for long enough, in hundredths; null for none.
 * `since` is when each was first seen at work; it is kept up to date here.
 */
export function taskbarFraction(
  entries: readonly Pick<TransferEntry, 'id' | 'state' | 'bytesTotal' | 'bytesDone'>[],
  since: Map<string, number>,
  now: number,
): number | null {
  const working = entries.filter(({ state }) => state.kind === 'running');
  for (const { id } of working) if (!since.has(id)) since.set(id, now);
  for (const id of since.keys()) if (!working.some((entry) => entry.id === id)) since.delete(id);
  const long = working.filter(({ id }) => now - (since.get(id) ?? now) >= longMs);
  const total = long.reduce((sum, { bytesTotal }) => sum + bytesTotal, 0);
  if (total === 0) return null;
  const done = long.reduce((sum, { bytesDone }) => sum + bytesDone, 0);
  return Math.min(1, Math.round((done / total) * 100) / 100);
}
