/** Waits for a peer's first words on a fresh connection, and tells what speaks there. */
import type { Socket } from 'node:net';
import { FirstBytes, type Peer } from './first-bytes';
import { cancelledError } from './words';

/**
 * Sends our identification at once (RFC 4253, 4.2 allows it), because a web server says nothing
 * before it is spoken to. Resolves when the peer has identified itself, closed, or time is up.
 */
export function readBanner(
  socket: Socket,
  seconds: number,
  signal: AbortSignal,
): Promise<{ peer: Peer; closed: boolean }> {
  return new Promise((resolve, reject) => {
    const bytes = new FirstBytes(socket);
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      bytes.stop();
      resolve({ peer: bytes.peer, closed });
    };
    const stop = () => {
      clearTimeout(timer);
      bytes.stop();
      reject(cancelledError());
    };
    const timer = setTimeout(() => finish(false), seconds * 1000);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('data', () => {
      if (bytes.peer.kind === 'ssh') finish(false);
    });
    socket.once('close', () => finish(true));
    socket.once('end', () => finish(true));
    // One that came through a proxy stands still.
    socket.resume();
    socket.write('SSH-2.0-Labmate\r\n');
  });
}
