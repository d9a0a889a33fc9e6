/**
 * A smaller receive window for interactive channels. The library grants every channel 2 MiB: while much
 * output streams by, that much stands before the echo of a key, half a second on a slow screen. A
 * shell gets a quarter of a megabyte, which is still 5 MiB/s at a round trip of 50 ms, and more than
 * a terminal can draw on a quick network.
 *
 * The library (ssh2 1.17) has no option for it. The opening message is the only place that names the
 * first window, so it is changed there; from then on the window is answered here, by what was read. The
 * library never sees its own fall to the half at which it would answer too. Its version is pinned, and
 * small-window.lab.test.ts watches over this.
 */
import type { Client, ClientChannel } from 'ssh2';

export const smallWindowBytes = 256 * 1024;

interface Protocol {
  session(channel: number, window: number, packet: number): void;
  channelWindowAdjust(recipient: number, bytes: number): void;
}
interface ChannelInternals {
  incoming: { window: number };
  outgoing: { id: number; state: string };
}

/** Runs `open`, which asks for exactly one session channel at once, so that it gets the small window. */
export function openWithSmallWindow(client: Client, open: () => void): void {
  const { _protocol: protocol } = client as unknown as { _protocol: Protocol };
  const { session } = protocol;
  protocol.session = (channel, _window, packet) =>
    session.call(protocol, channel, smallWindowBytes, packet);
  try {
    open();
  } finally {
    protocol.session = session;
  }
}

/** Answers the window of a channel that was opened so, whenever half of it has been read. */
export function answerSmallWindow(client: Client, channel: ClientChannel): void {
  const { _protocol: protocol } = client as unknown as { _protocol: Protocol };
  const { incoming, outgoing } = channel as unknown as ChannelInternals;
  let read = 0;
  const count = (chunk: Buffer) => {
    read += chunk.length;
    if (read < smallWindowBytes / 2 || outgoing.state === 'closed') return;
    protocol.channelWindowAdjust(outgoing.id, read);
    incoming.window += read;
    read = 0;
  };
  channel.on('data', count);
  channel.stderr.on('data', count);
}
