/**
 * Remote files that are open in the person's own editor: fetched into a private local folder, sent
 * back when they are saved. Nothing on the server is replaced that changed there meanwhile.
 */
import { z } from 'zod';
import { ask, watch } from './define';
import { remotePath } from './files';
import { grantId } from './grant';
import { problem } from './problem';
import { serverName } from './servers';

export const editId = z.string().uuid();

export const editEntry = z.object({
  id: editId,
  server: serverName,
  /** Absolute, as the server names it. */
  path: z.string(),
  name: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fetching') }),
    /**
     * As on the server; `savedAt` in milliseconds since the epoch once it was sent back. `notice`:
     * what is not as before although it was saved.
     */
    z.object({
      kind: z.literal('open'),
      savedAt: z.number().nullable(),
      notice: problem.optional(),
    }),
    z.object({ kind: z.literal('saving') }),
    /** It changed on the server too, or is gone there: the person chooses. */
    z.object({ kind: z.literal('conflict'), problem }),
    /**
     * The last save did not arrive; it is tried again at the next one or by `save`, and with
     * `retrying` by itself as soon as the server can be reached without asking anybody.
     */
    z.object({ kind: z.literal('failed'), problem, retrying: z.boolean() }),
  ]),
});
export type EditEntry = z.infer<typeof editEntry>;

export const editing = {
  list: watch({
    role: 'bulk',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(editEntry),
  }),
  /** Fetches the file and opens it in the system's editor for it; one that is open is shown again. */
  open: ask({
    role: 'bulk',
    input: z.object({ server: serverName, path: remotePath }),
    value: z.object({ id: editId }),
  }),
  /** Sends what is saved locally, again or for the first time. */
  save: ask({ role: 'bulk', input: z.object({ id: editId }), value: z.void() }),
  /**
   * Ends a conflict: `mine` replaces what the server has, `theirs` fetches it over the local copy,
   * `both` writes the local one beside it under a name that is free.
   */
  resolve: ask({
    role: 'bulk',
    input: z.object({ id: editId, choice: z.enum(['mine', 'theirs', 'both']) }),
    value: z.void(),
  }),
  /** Forgets the file. With unsent changes it is refused unless `discard` is set. */
  close: ask({
    role: 'bulk',
    input: z.object({ id: editId, discard: z.boolean() }),
    value: z.void(),
  }),
  /** Fetches files and folders for a drag out of the window; `shell.startDrag` takes the grants. */
  prepareDrag: ask({
    role: 'bulk',
    input: z.object({ server: serverName, paths: z.array(remotePath).min(1).max(100) }),
    value: z.object({ grants: z.array(grantId) }),
  }),
};
