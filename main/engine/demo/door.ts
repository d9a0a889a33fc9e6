/**
 * Who may be connected to a demo server at a time. Anybody on this computer can knock, so a place is
 * lent until the sign-in only: who does not sign in in time loses it, and sooner when others wait.
 */
import type { Socket } from 'node:net';

interface Stranger {
  socket: Socket;
  late: NodeJS.Timeout;
}

export interface Door {
  /** Gives the socket a place, or ends it. */
  admit(socket: Socket): boolean;
  /** Whoever comes from this port has signed in and may stay. */
  known(port: number): void;
  closeAll(): void;
}

/** @param signInMs how long a place is lent, in milliseconds */
export function createDoor(maxSockets: number, signInMs: number): Door {
  const sockets = new Set<Socket>();
  /** By the port that they come from, the oldest first. */
  const strangers = new Map<number, Stranger>();
  const known = (port: number) => {
    clearTimeout(strangers.get(port)?.late);
    strangers.delete(port);
  };
  const sendAway = (port: number, { socket }: Stranger) => {
    known(port);
    sockets.delete(socket);
    socket.destroy();
  };
  return {
    known,
    admit(socket) {
      const port = socket.remotePort;
      const [oldest] = strangers;
      if (sockets.size >= maxSockets && oldest) sendAway(...oldest);
      if (port === undefined || sockets.size >= maxSockets) {
        socket.destroy();
        return false;
      }
      const stranger = { socket, late: setTimeout(() => sendAway(port, stranger), signInMs) };
      sockets.add(socket);
      strangers.set(port, stranger);
      socket.once('close', () => {
        sockets.delete(socket);
        if (strangers.get(port) === stranger) known(port);
      });
      return true;
    },
    closeAll() {
      for (const [port, stranger] of [...strangers]) sendAway(port, stranger);
      for (const socket of sockets) socket.destroy();
    },
  };
}
