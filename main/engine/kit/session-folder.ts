/** The folder of the servers of one run (servers/session.ts). Loaded at every start: it imports no schemas. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the configs (`*.conf`) lie; a writer may keep its files in a folder beside its own. */
export function sessionServersFolder(data: string): string {
  return join(data, 'session-servers');
}

/**
 * Removes what an earlier run left (it crashed), and makes the folder, for its owner alone. At once,
 * so that the first worker may start at once.
 * @throws the file system's error
 */
export function clearSessionServers(data: string): void {
  const folder = sessionServersFolder(data);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
