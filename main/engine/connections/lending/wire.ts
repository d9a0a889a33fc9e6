/**
 * What a borrower of connections and their lender say to each other: two threads of this program, over a
 * message port. The lender is the one whom people have signed in for.
 */
import type { Problem } from '../../kit/outcome';

/** Bytes of an open channel, both ways. `taken` lets as many more come. */
export type ChannelMessage =
  | { type: 'bytes'; channel: number; bytes: Uint8Array }
  | { type: 'taken'; channel: number; count: number }
  /** No more bytes from this side; `problem` tells why the channel is cut. */
  | { type: 'ended'; channel: number; problem: Problem | null };

/** `connect`: asks the person for it, if need be; otherwise only what is there is lent. */
export type ToLender =
  | { type: 'lend'; call: number; server: string; connect: boolean }
  | { type: 'open-sftp'; call: number; link: number; channel: number; givesWay: boolean }
  | { type: 'cancel'; call: number }
  | ChannelMessage;

export type ToBorrower =
  /** `link` is null where a connection of one's own asks nobody. */
  | { type: 'lent'; call: number; link: { id: number; software: string } | null }
  /** It is in line for a session. */
  | { type: 'waiting'; call: number }
  | { type: 'opened'; call: number }
  | { type: 'failed'; call: number; problem: Problem }
  | { type: 'lost'; link: number; problem: Problem }
  | ChannelMessage;
