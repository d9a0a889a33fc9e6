/** Words of the window's frame. Pure. */
import type { EventOf } from '../../preload/contract';
import type { ServerEntry } from '../../preload/contract/servers';
import { plural } from '../kit/format';
import { visibleLine } from '../kit/safe-text';

type Role = EventOf<'shell.incidents'>['role'];
type Cause = EventOf<'shell.incidents'>['cause'];

const parts: Record<Role, string> = {
  link: 'connections',
  bulk: 'transfers',
  compute: 'calculations',
};
const causes: Record<Cause, string> = {
  crashed: 'stopped unexpectedly',
  stuck: 'did not answer any more',
  'out-of-memory': 'ran out of memory',
};

/** What happened, for the title of an incident. */
export function incidentTitle(role: Role, cause: Cause): string {
  return `The part for ${parts[role]} ${causes[cause]} and was started again`;
}

/** What ends when one disconnects with open terminals. */
export function disconnectWords(terminals: number): string {
  return terminals === 1
    ? 'One terminal is open. What runs in it ends, unless tmux or nohup keeps it.'
    : `${terminals} terminals are open. What runs in them ends, unless tmux or nohup keeps it.`;
}

/** `2 servers connected`, for the status bar. */
export function connectedWords(servers: readonly ServerEntry[]): string {
  if (servers.length === 0) return 'No servers yet';
  const connected = servers.filter(({ connection }) => connection.state === 'connected').length;
  if (connected === 0) return 'Not connected';
  return connected === 1 ? '1 server connected' : `${connected} servers connected`;
}

/** What changed among the connections, as sentences for screen readers. */
export function changesOf(before: readonly ServerEntry[], now: readonly ServerEntry[]): string[] {
  const states = new Map(before.map(({ name, connection }) => [name, connection.state]));
  const silent = new Set(
    before.filter(({ connection }) => isSilent(connection)).map(({ name }) => name),
  );
  return now.flatMap(({ name, connection }) => {
    const old = states.get(name);
    const shown = visibleLine(name);
    if (old !== undefined && isSilent(connection) && !silent.has(name)) {
      return [`${shown} does not answer.`];
    }
    if (old === undefined || old === connection.state) return [];
    if (connection.state === 'connected') return [`Connected to ${shown}.`];
    if (connection.state === 'failed') return [`${shown}: ${visibleLine(connection.problem.what)}`];
    if (connection.state === 'disconnected') return [`Disconnected from ${shown}.`];
    return [`Connecting to ${shown}.`];
  });
}

function isSilent(connection: ServerEntry['connection']): boolean {
  return connection.state === 'connected' && connection.silentSince !== null;
}

type Sharing = Extract<ServerEntry['connection'], { state: 'connected' }>['sharing'];

/** What waits because the server allows few sessions, or null while nothing does. */
export function sharingWords(server: string, sharing: Sharing): string | null {
  if (!sharing || sharing.waiting + sharing.transfers + sharing.paused === 0) return null;
  const { limit, connections, waiting, transfers } = sharing;
  const count = plural(limit * connections, 'session');
  const inBackground = transfers > 0 ? 'The transfer waits' : 'The figures wait';
  const who = waiting > 0 ? 'What you asked for waits' : inBackground;
  return `${server} allows ${count} at a time. ${who} until a terminal or another panel is closed.`;
}

/** While a server does not answer, and what becomes of the connection. */
export function silenceWords(server: string, forMs: number): string {
  const seconds = Math.max(1, Math.round(forMs / 1000));
  return `${server} has not answered for ${seconds} s. Labmate waits a while: what you type arrives when it answers again.`;
}

/** What would end with Labmate: `2 shells, 1 transfer and 3 forwards`; null for nothing. */
export function endingWords(open: {
  shells: number;
  transfers: number;
  forwards: number;
}): string | null {
  const parts = [
    ...(open.shells > 0 ? [plural(open.shells, 'shell')] : []),
    ...(open.transfers > 0 ? [plural(open.transfers, 'transfer')] : []),
    ...(open.forwards > 0 ? [plural(open.forwards, 'forward')] : []),
  ];
  const last = parts.pop();
  if (last === undefined) return null;
  return parts.length > 0 ? `${parts.join(', ')} and ${last}` : last;
}
