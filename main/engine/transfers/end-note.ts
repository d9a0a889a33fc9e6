/** Which ends of transfers are worth a notice: failures, and what took long enough to look away. */
import type { TransferEntry } from '../../../preload/contract/transfers';
import { shown } from '../files/index';
import type { Notification } from '../host';

/** One that took less was watched to its end. */
const longSeconds = 10;

/** undefined when the person need not be told: it was short, or they stopped it themselves. */
export function endNote(entry: TransferEntry, seconds: number): Notification | undefined {
  const { state, server, direction } = entry;
  const label = shown(entry.label);
  const way = direction === 'upload' ? `to ${server}` : `from ${server}`;
  if (state.kind === 'failed') {
    const title = `${label}: the transfer ${way} failed`;
    return { kind: 'transfer-failed', title, body: state.problem.what, server };
  }
  if (state.kind !== 'done' || seconds < longSeconds) return undefined;
  const files = entry.filesDone === 1 ? '1 file' : `${entry.filesDone.toLocaleString('en')} files`;
  const title = `${label}: the transfer ${way} is done`;
  return { kind: 'transfer-finished', title, body: `${files} arrived.`, server };
}
