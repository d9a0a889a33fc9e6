/** Waits for work that cannot be cancelled itself, but no longer than the signal allows. */
import { cancelled, ProblemError } from '../kit/outcome';

/** Rejects with the cancellation when `signal` fires first; the work's own end is then ignored. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ProblemError(cancelled));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const over = () => signal.removeEventListener('abort', stop);
    work.then(
      (value) => {
        over();
        resolve(value);
      },
      (error) => {
        over();
        reject(error);
      },
    );
  });
}
