/** Mirrors the engine's servers and their connections. */
import type { ServerEntry } from '../../preload/contract/servers';
import { createMirror } from '../connect/mirror';

export const useServers = createMirror('servers.list', {});

const none: ServerEntry[] = [];

export function useServerList(): ServerEntry[] {
  return useServers((state) => state.snapshot?.servers ?? none);
}

export function useServer(name: string | null): ServerEntry | undefined {
  return useServers((state) => state.snapshot?.servers.find((server) => server.name === name));
}
