/**
 * Ends a connection whose server breaks the rules of channels in ways that the library (ssh2 1.17)
 * does not notice: a maximum packet of zero makes it spin for ever (its issue #1504), and data
 * beyond the window is buffered without limit (#1505). The library's own handlers are wrapped, since
 * it offers no other place; its version is pinned and guard-channels.lab.test.ts watches over this.
 */
import type { Client } from 'ssh2';

/**
 * Smallest maximum packet that a server may grant, in bytes. RFC 4254 (5.2) wants 32 KiB to be
 * handled; everything that is in use grants at least that.
 */
const SMALLEST_PACKET_BYTES = 1024;

interface Channel {
  incoming?: { window: number };
}
interface Handlers {
  CHANNEL_OPEN_CONFIRMATION(protocol: unknown, info: { packetSize: number }): void;
  CHANNEL_DATA(protocol: unknown, recipient: number, data: Buffer): void;
  CHANNEL_EXTENDED_DATA(protocol: unknown, recipient: number, data: Buffer, type: number): void;
}
interface Internals {
  _protocol: { _handlers: Handlers };
  _chanMgr: { get(id: number): Channel | unknown };
}

/**
 * Call after `connect`, which makes the handlers.
 * @param refuse ends the connection; called at most once, with what the server did
 */
export function guardChannels(client: Client, refuse: (detail: string) => void): void {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Internals;
  const handlers = protocol._handlers;
  const { CHANNEL_OPEN_CONFIRMATION, CHANNEL_DATA, CHANNEL_EXTENDED_DATA } = handlers;
  let refused = false;
  const refuseOnce = (detail: string) => {
    if (!refused) refuse(detail);
    refused = true;
  };
  /** Whether the window that we granted has room for this data; a closed channel's is dropped. */
  const fits = (recipient: number, data: Buffer): boolean => {
    const channel = channels.get(recipient) as Channel | undefined | null;
    const window = channel?.incoming?.window;
    if (refused) return false;
    if (window === undefined || data.length <= window) return true;
    refuseOnce(`it sent ${data.length} bytes into a window of ${window}`);
    return false;
  };
  handlers.CHANNEL_OPEN_CONFIRMATION = (self, info) => {
    if (info.packetSize < SMALLEST_PACKET_BYTES) {
      refuseOnce(`it granted packets of at most ${info.packetSize} bytes`);
    } else CHANNEL_OPEN_CONFIRMATION(self, info);
  };
  handlers.CHANNEL_DATA = (self, recipient, data) => {
    if (fits(recipient, data)) CHANNEL_DATA(self, recipient, data);
  };
  handlers.CHANNEL_EXTENDED_DATA = (self, recipient, data, type) => {
    if (fits(recipient, data)) CHANNEL_EXTENDED_DATA(self, recipient, data, type);
  };
}
