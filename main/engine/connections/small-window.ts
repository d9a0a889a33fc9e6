/**
 * The receive window of interactive channels. The library grants every channel 2 MiB: while much output
 * streams by, that much stands before the echo of a key, half a second on a slow screen. A shell gets
 * half a megabyte, and while somebody types at it much less.
 *
 * The library (ssh2 1.17) has no option for it. The opening message is the only place that names the
 * first window, so it is changed there; from then on the window is answered here, by what was read. The
 * library never sees its own fall to the half at which it would answer too. Its version is pinned, and
 * small-window.lab.test.ts watches over this.
 */
import type { Client, ClientChannel } from 'ssh2';

/** Far below the half of the library's window: it must never answer by itself. */
export const smallWindowBytes = 512 * 1024;
/** While somebody types. */
export const keenWindowBytes = 64 * 1024;

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

/**
 * Answers the window of a channel that was opened so, whenever half of it has been read.
 * @returns makes the window small (`true`) or as it was; what is under way already still comes
 */
export function answerSmallWindow(client: Client, channel: ClientChannel): (keen: boolean) => void {
  const { _protocol: protocol } = client as unknown as { _protocol: Protocol };
  const { incoming, outgoing } = channel as unknown as ChannelInternals;
  let target = smallWindowBytes;
  /** What the server may still send. */
  let credit = smallWindowBytes;
  const answer = () => {
    if (credit > target / 2 || outgoing.state === 'closed') return;
    const granted = target - credit;
    protocol.channelWindowAdjust(outgoing.id, granted);
    incoming.window += granted;
    credit = target;
  };
  const count = (chunk: Buffer) => {
    credit -= chunk.length;
    answer();
  };
  channel.on('data', count);
  channel.stderr.on('data', count);
  return (keen) => {
    target = keen ? keenWindowBytes : smallWindowBytes;
    answer();
  };
}
