/** Ctrl-C and its kin: the first one asks the command to stop, the second one stops it. */
import { exitCodes } from './exit-codes';

export interface Signals {
  /** Fires at the first signal. */
  readonly signal: AbortSignal;
  /** The exit code of the signal that fired, if any. */
  readonly code: number | undefined;
  /** As if Ctrl-C had been pressed (in raw mode it comes as a character). */
  interrupt(): void;
}

export function listenForSignals(): Signals {
  const controller = new AbortController();
  let code: number | undefined;
  const on = (which: number): void => {
    if (code !== undefined) process.exit(which);
    code = which;
    controller.abort();
  };
  process.on('SIGINT', () => on(exitCodes.interrupted));
  process.on('SIGTERM', () => on(exitCodes.terminated));
  // The terminal window was closed: 128 + SIGHUP.
  process.on('SIGHUP', () => on(129));
  return {
    signal: controller.signal,
    get code() {
      return code;
    },
    interrupt: () => on(exitCodes.interrupted),
  };
}
