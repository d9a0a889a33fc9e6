/**
 * Joins two sockets until both are done. Each direction ends by itself (half-close): programs that
 * send, end, and then wait for the answer need that, and a side that is never ended hangs for ever.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long the other side may go on talking to somebody who is gone. */
const lingerMs = 2000;

/** Resolves when both are closed. Never rejects: an error of one side closes the other. */
export function joinStreams(one: Duplex, other: Duplex): Promise<void> {
  return Promise.all([carry(one, other), carry(other, one)]).then(() => {});
}

/** Carries what `from` says to `to`, with back-pressure; resolves when `from` is closed. */
function carry(from: Duplex, to: Duplex): Promise<void> {
  return new Promise((resolve) => {
    // pipe() hands the end of `from` on as the end of what `to` receives.
    from.pipe(to);
    from.once('error', () => abandon(to));
    const closed = () => {
      resolve();
      if (to.destroyed) return;
      if (!from.readableEnded) {
        abandon(to);
        return;
      }
      // All was said and handed on, but nobody is there to hear the rest of what `to` says.
      to.unpipe(from);
      to.resume();
      const timer = setTimeout(() => to.destroy(), lingerMs);
      to.once('close', () => clearTimeout(timer));
    };
    if (from.closed) closed();
    else from.once('close', closed);
  });
}

/** With a reset where there is one: after an orderly end half an answer would pass for the whole. */
function abandon(stream: Duplex): void {
  if (stream instanceof Socket) stream.resetAndDestroy();
  else stream.destroy();
}
