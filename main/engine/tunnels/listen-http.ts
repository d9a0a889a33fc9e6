/** Starts an HTTP server on a free port of one local address. */
import type { Server } from 'node:http';
import { tunnelError } from './words';

/** Resolves with the port. @throws ProblemError `tunnels/listen-failed` */
export function listenAnd(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(tunnelError({ kind: 'listen-failed', port: 0, code: error.code ?? error.message }));
    });
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}
