/** A page knocks before what answers it is loaded: until the door opens, knocks wait here. */
import type { IpcMain, IpcMainEvent } from 'electron';

/** More pages than knock before the door opens. */
const knocksLimit = 10;

export interface Knocks {
  /** Resolves with the first of them. */
  readonly first: Promise<void>;
  /** Ends the waiting and gives what has come, in its order; nothing of it is checked yet. */
  take(): IpcMainEvent[];
}

export function holdKnocks(ipc: IpcMain): Knocks {
  const knocks: IpcMainEvent[] = [];
  let heard = () => {};
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const hold = (event: IpcMainEvent) => {
    if (knocks.length < knocksLimit) knocks.push(event);
    heard();
  };
  ipc.on('labmate:connect', hold);
  return {
    first,
    take() {
      ipc.off('labmate:connect', hold);
      return knocks.splice(0);
    },
  };
}
