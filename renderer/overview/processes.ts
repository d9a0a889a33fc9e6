/** The processes of all GPUs as one list: order and filter. Pure. */
import type { Gpu, GpuProcess } from '../../preload/contract/monitor';

export interface ProcessRow {
  gpu: Gpu;
  process: GpuProcess;
}
export type ProcessKey = 'gpu' | 'user' | 'memory' | 'time';
export interface ProcessOrder {
  by: ProcessKey;
  descending: boolean;
}

/** A second press on a column turns it round; figures begin with the largest. */
export function nextOrder(order: ProcessOrder, by: ProcessKey): ProcessOrder {
  if (order.by === by) return { by, descending: !order.descending };
  return { by, descending: by === 'memory' || by === 'time' };
}

/**
 * Rows in this order; what is unknown stands last either way, equal ones by GPU and process.
 *
 * @param only the user whose processes are wanted; null for everybody's.
 */
export function processRows(
  gpus: readonly Gpu[],
  { by, descending }: ProcessOrder,
  only: string | null,
): ProcessRow[] {
  const rows = gpus.flatMap((gpu) => gpu.processes.map((process) => ({ gpu, process })));
  const shown = only === null ? rows : rows.filter(({ process }) => process.user === only);
  return shown.sort((a, b) => {
    const [one, other] = [figureOf(a, by), figureOf(b, by)];
    if (one === null || other === null) {
      if (one !== other) return one === null ? 1 : -1;
    } else if (one !== other) {
      const order =
        typeof one === 'number' && typeof other === 'number'
          ? one - other
          : String(one).localeCompare(String(other));
      return descending ? -order : order;
    }
    return a.gpu.index - b.gpu.index || a.process.pid - b.process.pid;
  });
}

function figureOf({ gpu, process }: ProcessRow, by: ProcessKey): number | string | null {
  if (by === 'gpu') return gpu.index;
  if (by === 'user') return process.user;
  return by === 'memory' ? process.memoryUsedMiB.value : process.elapsedSeconds;
}
