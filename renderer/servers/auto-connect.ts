/**
 * Connects by itself, if the person wants that: at the start to servers that were used before, and to
 * servers of this run as they appear; and again where the network cut a link. The engine never asks
 * anything for its sake.
 */
import type { ServerEntry } from '../../preload/contract/servers';
import { client } from '../connect';
import { createMirror } from '../connect/mirror';
import { useSettings } from '../connect/settings';
import { useServers } from './store';

/** Lost links that come back by themselves: when the next attempt begins. */
export const useKept = createMirror('servers.kept', {});

/** Servers that were tried, or that there were without a reason to try them. */
const seen = new Set<string>();

export function startAutoConnect(): void {
  let wanted = false;
  const look = () => {
    const now = useSettings.getState().snapshot?.connections.connectByItself;
    if (now === undefined) return;
    if (now !== wanted) {
      wanted = now;
      if (now) useKept.start();
      else {
        useKept.stop();
        useKept.setState({ snapshot: [] });
      }
    }
    const { snapshot } = useServers.getState();
    if (snapshot) wakeNew(snapshot.servers, now);
  };
  useSettings.subscribe(look);
  useServers.subscribe(look);
  look();
}

function wakeNew(servers: readonly ServerEntry[], wanted: boolean): void {
  const fresh = servers.filter(({ name }) => !seen.has(name));
  for (const { name } of fresh) seen.add(name);
  const names = fresh.filter(isToBeWoken).map(({ name }) => name);
  // What comes of it stands in each server's state.
  if (wanted && names.length > 0) void client.ask('servers.wake', { servers: names });
}

function isToBeWoken({ usedBefore, label, connection }: ServerEntry): boolean {
  return (usedBefore || label !== null) && connection.state === 'disconnected';
}
