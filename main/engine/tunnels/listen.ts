/** Binds the local end of a tunnel: on 127.0.0.1 alone, so that nobody else in the network sees it. */
import { createServer, type Server, type Socket } from 'node:net';
import { tunnelError } from './words';

export const loopback = '127.0.0.1';

/**
 * @param port 0 lets the system choose.
 * @throws ProblemError `tunnels/port-taken`, `tunnels/port-forbidden`, `tunnels/listen-failed`
 */
export function listenOn(port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Half-open: the ends of both directions are ours to hand on. No Nagle: see the round trip test.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message;
      if (code === 'EADDRINUSE') reject(tunnelError({ kind: 'port-taken', port }));
      else if (code === 'EACCES') reject(tunnelError({ kind: 'port-forbidden', port }));
      else reject(tunnelError({ kind: 'listen-failed', port, code }));
    });
    server.listen({ host: loopback, port, exclusive: true }, () => resolve(server));
  });
}

/** The port that a listening server has. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
