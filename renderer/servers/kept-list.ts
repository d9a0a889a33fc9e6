/**
 * The list of servers as it was when the window closed, for the first picture of the next start: the
 * engine, which knows better, takes longer to load. Only what the ssh config says of them is kept, and
 * nothing of servers that live only as long as the app.
 */
import type { EventOf } from '../../preload/contract';
import type { ServerEntry } from '../../preload/contract/servers';

type List = EventOf<'servers.list'>;

const key = 'labmate.servers';
/** To be raised when an entry changes its shape: what was kept in another shape is not read. */
const shape = 1;

/** Keeps the list; connections, which no start finds as they were, are kept as disconnected. */
export function keepList(list: List, storage: Pick<Storage, 'setItem'>): void {
  const servers = list.servers
    .filter(({ label, origin }) => label === null && origin !== 'typed')
    .map((server): ServerEntry => ({ ...server, connection: { state: 'disconnected' } }));
  storage.setItem(key, JSON.stringify({ shape, list: { ...list, servers, problems: [] } }));
}

/** The kept list; undefined when there is none, or nothing in it. */
export function keptList(storage: Pick<Storage, 'getItem'>): List | undefined {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as {
      shape: unknown;
      list: List;
    } | null;
    return kept?.shape === shape && kept.list.servers.length > 0 ? kept.list : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
