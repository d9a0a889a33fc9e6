/** Progress of long transfers on the taskbar's icon. */
import { client } from '../connect';
import { useTransfers } from '../transfers';
import { taskbarFraction } from './taskbar-fraction';

/** Follows the transfers for as long as the window lives. */
export function followTaskbar(): void {
  const since = new Map<string, number>();
  let told: number | null = null;
  useTransfers.subscribe(({ snapshot }) => {
    const fraction = taskbarFraction(snapshot ?? [], since, Date.now());
    if (fraction === told) return;
    told = fraction;
    // An icon without progress is no reason to disturb anybody.
    void client.ask('shell.taskbarProgress', { fraction });
  });
}
