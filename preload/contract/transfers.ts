/** Uploads and downloads with a queue. */
import { z } from 'zod';
import { ask, watch } from './define';
import { remotePath } from './files';
import { grantId } from './grant';
import { problem } from './problem';
import { serverName } from './servers';

export const transferId = z.string();

export const transferEntry = z.object({
  id: transferId,
  direction: z.enum(['upload', 'download']),
  server: serverName,
  /** What is moved, in words: `dataset`, or `dataset and 3 more`. */
  label: z.string(),
  /** The folder it goes to (remote for an upload, shortened local one for a download). */
  destination: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('queued') }),
    /** For a session on a server that allows few: it goes on by itself. */
    z.object({ kind: z.literal('waiting') }),
    /** Counting files and checking the free space. */
    z.object({ kind: z.literal('planning') }),
    z.object({ kind: z.literal('running') }),
    z.object({ kind: z.literal('done') }),
    z.object({ kind: z.literal('cancelled') }),
    z.object({ kind: z.literal('failed'), problem }),
  ]),
  filesTotal: z.number(),
  filesDone: z.number(),
  bytesTotal: z.number(),
  bytesDone: z.number(),
  /** Mean of the last seconds; null before there is one. */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** The file being sent now. */
  current: z.string().nullable(),
  /** Files that could not be moved while the rest went on; at most the first hundred. */
  faults: z.array(z.object({ path: z.string(), problem })),
  faultCount: z.number(),
  /** Things worth saying that are no faults: `2 sockets were skipped`. */
  notes: z.array(z.string()),
});
export type TransferEntry = z.infer<typeof transferEntry>;

export const transfers = {
  list: watch({
    role: 'bulk',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(transferEntry),
  }),
  /** Queues an upload of dropped or chosen files and folders into a remote folder. */
  upload: ask({
    role: 'bulk',
    input: z.object({
      server: serverName,
      grants: z.array(grantId).min(1).max(10_000),
      destination: remotePath,
    }),
    value: z.object({ id: transferId }),
  }),
  /** Queues a download into a local folder that the person chose. */
  download: ask({
    role: 'bulk',
    input: z.object({
      server: serverName,
      paths: z.array(remotePath).min(1).max(10_000),
      grant: grantId,
    }),
    value: z.object({ id: transferId }),
  }),
  cancel: ask({ role: 'bulk', input: z.object({ id: transferId }), value: z.void() }),
  /** Runs a failed or cancelled transfer again; what already arrived is not sent twice. */
  retry: ask({ role: 'bulk', input: z.object({ id: transferId }), value: z.void() }),
  /** Takes an ended transfer out of the list. */
  dismiss: ask({ role: 'bulk', input: z.object({ id: transferId }), value: z.void() }),
};
