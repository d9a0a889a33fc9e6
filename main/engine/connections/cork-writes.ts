/**
 * Gathers what the SSH library writes within one turn of the event loop. It writes every packet in
 * three pieces (length, content, tag), each a system call and, without Nagle's delay, a TCP segment
 * of its own: a third of a transfer's time and most of a keystroke's.
 */
import type { Duplex } from 'node:stream';

/**
 * From now on all bytes written in one turn leave together at its end. Nothing waits for a timer or
 * for more bytes, so an interactive channel is not delayed.
 */
export function corkWrites(transport: Duplex): void {
  const write = transport.write.bind(transport);
  let corked = false;
  const flush = () => {
    corked = false;
    transport.uncork();
  };
  transport.write = ((chunk: Uint8Array): boolean => {
    if (!corked) {
      corked = true;
      transport.cork();
      process.nextTick(flush);
    }
    return write(chunk);
  }) as Duplex['write'];
}
