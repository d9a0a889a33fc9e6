/**
 * The list of servers as it was when the window closed, for the first picture of the next start: the
 * engine, which knows better, takes longer to load. Only what the ssh config says of them is kept, and
 * nothing of servers that live only as long as the app.
 */
import type { EventOf } from '../../preload/contract';
import type { ServerEntry } from '../../preload/contract/servers';

type List = EventOf<'servers.list'>;

/** Its key in the page's storage. */
export const listKey = 'labmate.servers';
/** To be raised when an entry changes its shape: what was kept in another shape is not read. */
const shape = 1;

/** What is kept of a list: connections, which no start finds as they were, are disconnected. */
export function keptText(list: List): string {
  const servers = list.servers
    .filter(({ label, origin }) => label === null && origin !== 'typed')
    .map((server): ServerEntry => ({ ...server, connection: { state: 'disconnected' } }));
  return JSON.stringify({ shape, list: { ...list, servers, problems: [] } });
}

/**
 * The kept list, as far as it makes sense; undefined when nothing in it does. It is read before
 * anything else is shown, so a damaged one must not stop the window from starting.
 */
export function keptList(storage: Pick<Storage, 'getItem'>): List | undefined {
  const kept = recordOf(parsed(storage.getItem(listKey)));
  if (kept['shape'] !== shape) return undefined;
  const list = recordOf(kept['list']);
  const servers = withoutTwins(arrayOf(list['servers']).slice(0, most).flatMap(entryOf));
  const groupOrder = arrayOf(list['groupOrder']).slice(0, most).filter(isText);
  return servers.length > 0 ? { servers, groupOrder, problems: [] } : undefined;
}

/** More servers than any list has. */
const most = 2_000;

function entryOf(value: unknown): ServerEntry[] {
  const { name, origin, host, port, user, jumps, favourite, group, usedBefore } = recordOf(value);
  if (!isText(name) || !isText(host) || !isText(user) || !isPort(port)) return [];
  if (name === '' || name in {} || (origin !== 'saved' && origin !== 'config')) return [];
  return [
    {
      ...{ name, origin, host, port, user, label: null },
      jumps: arrayOf(jumps).slice(0, mostJumps).filter(isText),
      favourite: favourite === true,
      group: isText(group) ? group : null,
      usedBefore: usedBefore === true,
      connection: { state: 'disconnected' },
    },
  ];
}

const mostJumps = 20;

const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;

/** The list is drawn by names. */
function withoutTwins(servers: readonly ServerEntry[]): ServerEntry[] {
  return [...new Map(servers.map((server) => [server.name, server])).values()];
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 1_000;
const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
