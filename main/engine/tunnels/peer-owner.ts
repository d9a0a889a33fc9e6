/** Which user of this computer is at the other end of a local connection (Linux only). */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { endian } from './proc-net';

/**
 * The uid, or undefined where it cannot be known (other systems, or a connection that the kernel
 * does not list any more).
 */
export function ownerOfPeer(socket: Socket): number | undefined {
  const { remotePort, localPort } = socket;
  if (process.platform !== 'linux' || !remotePort || !localPort) return undefined;
  let table: string;
  try {
    table = readFileSync('/proc/net/tcp', 'latin1');
  } catch {
    return undefined; // Hidden in some sandboxes: then nothing is known.
  }
  // sl, local address, remote address, state, queues, timer, retransmits, uid (proc_net_tcp).
  const client = endian('127.0.0.1', remotePort);
  const here = endian('127.0.0.1', localPort);
  for (const row of table.split('\n')) {
    const cells = row.trim().split(/\s+/);
    if (cells[1] === client && cells[2] === here) return Number(cells[7]);
  }
  return undefined;
}
