/** Mirrors the engine's servers and their connections. */
import type { ServerEntry } from '../../preload/contract/servers';
import { createMirror } from '../connect/mirror';
import { keptList, keptText, listKey } from './kept-list';

export const useServers = createMirror('servers.list', {});

const none: ServerEntry[] = [];

/** Shows the list of the last run until the engine tells its own. @returns false when none was kept */
export function showKeptList(): boolean {
  const kept = keptList(localStorage);
  if (kept) useServers.setState({ snapshot: kept, interrupted: true });
  return kept !== undefined;
}

/** Keeps the list for the next start, from now on. */
export function keepListOfWindow(): void {
  let last: string | undefined;
  useServers.subscribe(({ snapshot, interrupted }) => {
    if (!snapshot || interrupted) return;
    // Most snapshots tell of a connection, which is not kept: they cost no write.
    const text = keptText(snapshot);
    if (text !== last) localStorage.setItem(listKey, text);
    last = text;
  });
}

export function useServerList(): ServerEntry[] {
  return useServers((state) => state.snapshot?.servers ?? none);
}

export function useServer(name: string | null): ServerEntry | undefined {
  return useServers((state) => state.snapshot?.servers.find((server) => server.name === name));
}
