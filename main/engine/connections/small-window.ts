/**
 * The receive window of interactive channels. The library grants every channel 2 MiB: while much output
 * streams by, that much stands before the echo of a key, half a second on a slow screen. A shell gets
 * enough for 4 MB/s at 30 ms to the server.
 *
 * The library (ssh2 1.17) has no option for it. The opening message is the only place that names the
 * first window, so it is changed there; from then on the window is answered here, by what was read. The
 * library never sees its own fall to the half at which it would answer too. Its version is pinned, and
 * small-window.lab.test.ts watches over this.
 */
import type { Client, ClientChannel } from 'ssh2';

/** Far below the half of the library's window: it must never answer by itself. */
export const smallWindowBytes = 128 * 1024;

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
  let unanswered = 0;
  const answer = (chunk: Buffer) => {
    unanswered += chunk.length;
    if (unanswered < smallWindowBytes / 2 || outgoing.state === 'closed') return;
    protocol.channelWindowAdjust(outgoing.id, unanswered);
    incoming.window += unanswered;
    unanswered = 0;
  };
  channel.on('data', answer);
  channel.stderr.on('data', answer);
}
