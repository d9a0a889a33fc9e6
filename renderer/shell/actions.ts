/** Actions that the window starts from more than one place. */
import type { VpnKind } from '../../preload/contract/vpn-kinds';
import { client } from '../connect';
import { sayProblem } from '../kit/toast';
import { type CommandActions, removeServer, useServers } from '../servers';
import { useTerminals } from '../terminals';
import { useTunnel } from '../vpn';
import { openDialog, selectServer } from './store';

/** How long the server's own state may take to show a failure, in milliseconds. */
const stateDelayMs = 1000;

/** The latest wish for each server: what an older attempt still has to say is of no interest. */
const wishes = new Map<string, symbol>();

function newWish(server: string): () => boolean {
  const wish = Symbol(server);
  wishes.set(server, wish);
  return () => wishes.get(server) === wish;
}

/**
 * Shows a server (unless the person is to `stay` where they are) and connects to it. A failure stands in the server's own state, as a card; it is
 * said here only where no state shows it (a typed name that was refused).
 */
export function connectServer(server: string, { stay = false } = {}): void {
  if (!stay) selectServer(server);
  const current = newWish(server);
  void client.ask('servers.connect', { server }).then((outcome) => {
    if (outcome.ok || outcome.problem.tag === 'kit/cancelled') return;
    const { problem } = outcome;
    setTimeout(() => {
      if (!current()) return;
      const servers = useServers.getState().snapshot?.servers ?? [];
      const shown = servers.find(({ name }) => name === server)?.connection.state;
      if (shown === undefined || shown === 'disconnected') sayProblem(problem);
    }, stateDelayMs);
  });
}

/** Disconnects, and asks first when shells would end with the connection. */
export function leaveServer(server: string): void {
  const terminals = (useTerminals.getState().snapshot ?? []).filter(
    (terminal) => terminal.server === server && terminal.state.kind === 'open',
  ).length;
  if (terminals > 0) openDialog({ kind: 'disconnect', server, terminals });
  else void disconnectServer(server);
}

export async function disconnectServer(server: string): Promise<void> {
  newWish(server);
  const outcome = await client.ask('servers.disconnect', { server });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Removes a saved server; a connection that it has is ended, with a question where shells are open. */
export async function removeAndLeave(server: string): Promise<void> {
  const entry = useServers.getState().snapshot?.servers.find(({ name }) => name === server);
  const { state } = entry?.connection ?? { state: 'disconnected' };
  if ((await removeServer(server)) && state !== 'disconnected') leaveServer(server);
}

/** Starts the question whether the known key goes; the engine asks it, naming each line. */
export async function forgetHostKey(server: string): Promise<void> {
  const outcome = await client.ask('servers.forgetHostKey', { server });
  if (!outcome.ok && outcome.problem.tag !== 'kit/cancelled') sayProblem(outcome.problem);
}

export async function openExternal(url: string): Promise<void> {
  const outcome = await client.ask('shell.openUrl', { url });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Opens a VPN's program, or for openfortivpn, which has no window, ours. */
export async function openVpn(kind: VpnKind): Promise<void> {
  if (kind === 'openfortivpn') return openDialog({ kind: 'vpn' });
  const outcome = await client.ask('vpn.open', { kind });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** When our tunnel has come up, servers that waited for it are tried again. */
export function followTunnel(): void {
  useTunnel.subscribe(({ snapshot: now }, { snapshot: before }) => {
    if (now?.phase !== 'up' || before?.phase === 'up') return;
    for (const { name, connection } of useServers.getState().snapshot?.servers ?? []) {
      if (connection.state === 'failed' && connection.problem.tag === 'connections/vpn-needed') {
        connectServer(name, { stay: true });
      }
    }
  });
}

/** What one can do with a server, from its row, the palette and the menus. */
export const serverActions: CommandActions = {
  onSelect: selectServer,
  onConnect: connectServer,
  onDisconnect: leaveServer,
  onAdd: () => openDialog({ kind: 'add' }),
  onImport: () => openDialog({ kind: 'import' }),
  onEdit: (name) => openDialog({ kind: 'edit', server: name }),
  onDuplicate: (name) => openDialog({ kind: 'duplicate', server: name }),
  onRemove: (name) => void removeAndLeave(name),
  onDoctor: (name) => openDialog({ kind: 'doctor', server: name }),
  onSetUpKey: (name) => openDialog({ kind: 'key-setup', server: name, key: null }),
  onShowLab: () => selectServer(null),
};
