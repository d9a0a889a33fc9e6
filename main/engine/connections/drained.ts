/**
 * Waits for the socket below a channel. The library hands on whatever the server's window allows, and a
 * server may grant one of 4 GB and then read nothing: all of it would wait in our memory.
 */
import type { Duplex } from 'node:stream';
import type { Channel } from 'ssh2';

/** More than any honest window (OpenSSH's is 2 MiB) leaves in the socket at once, in bytes. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** Who waits for a socket; it has one listener, however many channels it carries. */
const waiting = new WeakMap<Duplex, Set<() => void>>();

/** Calls back once the socket has room again: at once, unless far too much waits in it. */
export function whenDrained(channel: Channel, callback: () => void): void {
  // Of ssh2 1.17, the pinned version; guard-channels.lab.test.ts watches over this.
  const socket = (channel as unknown as { _client?: { _sock?: Duplex } })._client?._sock;
  if (!socket || socket.destroyed || socket.writableLength < MOST_WAITING_BYTES) {
    callback();
    return;
  }
  const already = waiting.get(socket);
  if (already) {
    already.add(callback);
    return;
  }
  const callbacks = new Set([callback]);
  waiting.set(socket, callbacks);
  const release = () => {
    socket.off('drain', release);
    socket.off('close', release);
    waiting.delete(socket);
    for (const each of callbacks) each();
  };
  socket.on('drain', release);
  socket.on('close', release);
}
