/** Finds a host's addresses and opens a TCP connection to the first that answers. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { raceAbort } from './race-abort';
import { cancelledError, connectionError } from './words';

export interface Target {
  server: string;
  host: string;
  port: number;
}

/** All addresses, in the system's order. @throws ProblemError `connections/unresolved`. */
export async function findAddresses(
  target: Target,
  signal: AbortSignal,
  addressFamily: 'any' | 'inet' | 'inet6' = 'any',
): Promise<string[]> {
  if (signal.aborted) throw cancelledError();
  const family = { any: 0, inet: 4, inet6: 6 }[addressFamily];
  const literal = isIP(target.host);
  if (literal !== 0) {
    if (family === 0 || family === literal) return [target.host];
    throw connectionError({ kind: 'unresolved', ...target, code: 'EAFNOSUPPORT' });
  }
  // getaddrinfo cannot be cancelled; on abort we leave its answer to nobody.
  const found = lookup(target.host, { all: true, verbatim: true, family });
  try {
    const addresses = await raceAbort(found, signal);
    return addresses.map(({ address }) => address);
  } catch (error) {
    if (signal.aborted) throw cancelledError();
    const code = (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND';
    throw connectionError({ kind: 'unresolved', ...target, code }, error);
  }
}

/** Connects to the addresses in turn, as ssh does; the last failure is reported. */
export async function dial(
  target: Target,
  addresses: readonly string[],
  seconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    if (signal.aborted) throw cancelledError();
    try {
      return await dialOne(target, address, seconds, signal);
    } catch (error) {
      failure = error;
    }
  }
  if (signal.aborted) throw cancelledError();
  throw failure ?? connectionError({ kind: 'unresolved', ...target, code: 'ENODATA' });
}

function dialOne(
  target: Target,
  address: string,
  seconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port: target.port, noDelay: true });
    const fail = (error: Error) => {
      clean();
      socket.destroy();
      reject(error);
    };
    const stop = () => fail(cancelledError());
    const timer = setTimeout(
      () => fail(connectionError({ kind: 'timed-out', ...target, seconds })),
      seconds * 1000,
    );
    const refused = (error: NodeJS.ErrnoException) => fail(explain(target, seconds, error));
    const clean = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.off('error', refused);
      // Between here and the SSH library's own listener nothing may be thrown.
      socket.on('error', () => {});
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', refused);
    socket.once('connect', () => {
      clean();
      resolve(socket);
    });
  });
}

function explain(target: Target, seconds: number, error: NodeJS.ErrnoException): Error {
  const code = error.code ?? 'unknown';
  switch (code) {
    case 'ECONNREFUSED':
      return connectionError({ kind: 'refused', ...target }, error);
    case 'ETIMEDOUT':
      return connectionError({ kind: 'timed-out', ...target, seconds }, error);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return connectionError({ kind: 'unreachable', ...target, code }, error);
    default:
      return connectionError({ kind: 'network', ...target, code, detail: error.message }, error);
  }
}
