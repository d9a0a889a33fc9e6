/** The page's way to the engine: a typed client, terminal ports and grants for local files. */
import type {} from '../../preload/page-api';
import { createClient } from './client';

export type { Client, WatchListener } from './client';
export { openTerminalPort } from './terminal-port';

/** The window's own client. */
export const client = createClient({
  post: (frame) => globalThis.labmate.post(frame),
  listen: (callback) => globalThis.labmate.listen(callback),
});

/** A one-time grant for a dropped file or folder. Rejects when the file has no local path. */
export function grantFor(file: File): Promise<string> {
  return globalThis.labmate.pathOf(file);
}
