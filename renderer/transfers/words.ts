/** Words of the transfers. Pure. */
import type { TransferEntry } from '../../preload/contract/transfers';
import { formatBytes, formatDuration, formatRate, plural } from '../kit/format';

export interface TransferLook {
  word: string;
  tone: 'muted' | 'busy' | 'ok' | 'warn' | 'danger';
}

export function transferLook(entry: TransferEntry): TransferLook {
  switch (entry.state.kind) {
    case 'queued':
    case 'waiting':
      return { word: 'Waiting', tone: 'muted' };
    case 'planning':
      return { word: 'Checking', tone: 'busy' };
    case 'running':
      return { word: entry.direction === 'upload' ? 'Uploading' : 'Downloading', tone: 'busy' };
    case 'done':
      return entry.faultCount > 0
        ? { word: 'Done, not all', tone: 'warn' }
        : { word: 'Done', tone: 'ok' };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'muted' };
    case 'failed':
      return { word: 'Failed', tone: 'danger' };
  }
}

const active: ReadonlySet<TransferEntry['state']['kind']> = new Set([
  ...(['queued', 'waiting', 'planning', 'running'] as const),
]);

export function isActive({ state }: TransferEntry): boolean {
  return active.has(state.kind);
}

/** What moves first, in its order; then what ended, the newest first. */
export function trayOrder(entries: readonly TransferEntry[]): TransferEntry[] {
  const ended = entries.filter((entry) => !isActive(entry)).reverse();
  return [...entries.filter(isActive), ...ended];
}

/** 0 to 100; null while nothing is known. Empty files still count: then by files. */
export function progressPercent(entry: TransferEntry): number | null {
  if (entry.state.kind === 'done') return 100;
  if (['queued', 'waiting', 'planning'].includes(entry.state.kind)) return null;
  if (entry.bytesTotal > 0) return Math.min(100, (entry.bytesDone / entry.bytesTotal) * 100);
  if (entry.filesTotal > 0) return Math.min(100, (entry.filesDone / entry.filesTotal) * 100);
  return null;
}

/** `1.2 of 8.0 GiB, 41 of 300 files, 120 MiB/s, 58 s left`. */
export function progressWords(entry: TransferEntry): string {
  const { state } = entry;
  if (state.kind === 'queued') return 'Waits for its turn.';
  if (state.kind === 'waiting')
    return `${entry.server} allows few sessions: it goes on when a terminal or a panel there is closed.`;
  if (state.kind === 'planning')
    return `Counting and checking the free space${entry.filesTotal > 0 ? `: ${plural(entry.filesTotal, 'file')} so far` : ''}.`;
  const files = plural(entry.filesTotal, 'file');
  if (state.kind === 'done') return `${files}, ${formatBytes(entry.bytesTotal)}.`;
  // It failed before anything was counted: zeros would say nothing.
  if (state.kind !== 'running' && entry.filesTotal === 0) return 'Nothing was copied.';
  const amounts = `${formatBytes(entry.bytesDone)} of ${formatBytes(entry.bytesTotal)}, ${entry.filesDone} of ${files}`;
  if (state.kind !== 'running') return `${amounts}.`;
  const left = entry.secondsLeft === null ? '' : `, ${formatDuration(entry.secondsLeft)} left`;
  const rate = entry.bytesPerSecond === null ? '' : `, ${formatRate(entry.bytesPerSecond)}`;
  return `${amounts}${rate}${left}`;
}

/** `dataset to gpu1:/data/asha`. */
export function routeWords(entry: TransferEntry): string {
  return entry.direction === 'upload'
    ? `to ${entry.server}:${entry.destination}`
    : `from ${entry.server} to ${entry.destination}`;
}

/** One line for the folded tray and the status bar; empty when nothing moves. */
export function summaryWords(entries: readonly TransferEntry[]): string {
  const active = entries.filter(isActive);
  if (active.length === 0) return '';
  const rate = active.reduce((sum, entry) => sum + (entry.bytesPerSecond ?? 0), 0);
  return `${plural(active.length, 'transfer')} under way${rate > 0 ? `, ${formatRate(rate)}` : ''}`;
}
