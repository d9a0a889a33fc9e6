/** A page knocks before what answers it is loaded: until the door opens, knocks wait here. */
import type { IpcMain, IpcMainEvent } from 'electron';

/** More pages than knock before the door opens. */
const knocksLimit = 10;

/** @returns ends the waiting and gives what has come, in its order; nothing is checked yet */
export function holdKnocks(ipc: IpcMain): () => IpcMainEvent[] {
  const knocks: IpcMainEvent[] = [];
  const hold = (event: IpcMainEvent) => {
    if (knocks.length < knocksLimit) knocks.push(event);
  };
  ipc.on('labmate:connect', hold);
  return () => {
    ipc.off('labmate:connect', hold);
    return knocks.splice(0);
  };
}
