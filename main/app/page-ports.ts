/**
 * The door between pages and main: hands out the frame port, terminal ports and grants, but only to
 * the main frame of our own page. What comes from anywhere else is refused and logged.
 */
import { type IpcMain, type IpcMainEvent, MessageChannelMain } from 'electron';
import { z } from 'zod';
import { terminalId } from '../../preload/contract/terminals';
import type { Log } from '../engine/kit/log';
import type { Grants } from './grants';
import type { PageConnection, Relay } from './relay';
import { isTrustedSender, type TrustedOrigin } from './security';
import type { TerminalPorts } from './terminal-ports';

const grantedPath = z.string().min(1).max(32_768);

/** Opens the door for as long as the app runs. */
export function openDoor(options: {
  ipc: IpcMain;
  trusted: TrustedOrigin;
  relay: Relay;
  terminals: TerminalPorts;
  grants: Grants;
  /** Pages that knocked before (early-pages.ts). */
  knocks: readonly IpcMainEvent[];
  /** Called when a page has gone, by navigation, reload or crash. */
  onPageGone(): void;
  log: Log;
}): void {
  const { ipc, trusted, relay, log } = options;
  /** The connection of each page's contents, by their id, and what takes its listeners away. */
  const connections = new Map<number, { connection: PageConnection; forget(): void }>();

  const leave = (contentsId: number) => {
    const left = connections.get(contentsId);
    if (!left) return;
    connections.delete(contentsId);
    left.forget();
    left.connection.close();
    options.terminals.closeAll();
    options.onPageGone();
  };

  const connect = (event: IpcMainEvent) => {
    const [port] = event.ports;
    if (!isTrustedSender(event.senderFrame, trusted) || !port) {
      log.warn('refused a port to a foreign frame', { url: event.senderFrame?.url.slice(0, 200) });
      port?.close();
      return;
    }
    const contents = event.sender;
    leave(contents.id);
    const connection = relay.connect({
      post: (frame) => port.postMessage(frame),
      close: () => port.close(),
    });
    port.on('message', ({ data }) => connection.receive(data));
    const { id } = contents;
    const gone = () => {
      if (connections.get(id)?.connection === connection) leave(id);
    };
    // A port closes with its document. (`did-start-navigation` would be too early: it also comes
    // for a navigation that is then refused, and the page that stays would be cut off.)
    port.on('close', gone);
    contents.once('destroyed', gone);
    contents.once('render-process-gone', gone);
    const forget = () => {
      contents.off('destroyed', gone);
      contents.off('render-process-gone', gone);
    };
    connections.set(id, { connection, forget });
    port.start();
  };
  ipc.on('labmate:connect', connect);
  for (const knock of options.knocks) connect(knock);

  ipc.on('labmate:open-terminal-port', (event: IpcMainEvent, raw: unknown) => {
    const id = terminalId.safeParse(raw);
    const { senderFrame } = event;
    if (!senderFrame || !isTrustedSender(senderFrame, trusted) || !id.success) {
      log.warn('refused a terminal port', { trusted: isTrustedSender(senderFrame, trusted) });
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    options.terminals.open(id.data, port1);
    senderFrame.postMessage('labmate:terminal-port', id.data, [port2]);
  });

  ipc.handle('labmate:grant', (event, raw: unknown) => {
    const path = grantedPath.safeParse(raw);
    if (!isTrustedSender(event.senderFrame, trusted) || !path.success) {
      log.warn('refused a grant');
      return null;
    }
    return options.grants.make(path.data);
  });
}
