/** Where a tunnel leads on the server. */
import type { Duplex } from 'node:stream';
import type { Link } from '../connections';

export type Destination =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** Where a tunnel leads; with `socks` each connection says where. */
export type Route = Destination | { readonly kind: 'socks' };

/** In words: `127.0.0.1:8888`, `[::1]:8888`, `unix:/home/asha/j.sock`, `SOCKS`. */
export function destinationText(destination: Route): string {
  if (destination.kind === 'socks') return 'SOCKS';
  if (destination.kind === 'unix') return `unix:${destination.path}`;
  const { host, port } = destination;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Opens a stream to it. @throws ProblemError when the server refuses or the link is lost. */
export function reach(link: Link, destination: Destination, signal?: AbortSignal): Promise<Duplex> {
  return destination.kind === 'unix'
    ? link.forwardUnix(destination.path, signal)
    : link.forwardTcp(destination.host, destination.port, signal);
}
