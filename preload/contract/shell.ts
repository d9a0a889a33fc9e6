/** What the page asks of the Electron shell itself. Served by main, not by a worker. */
import { z } from 'zod';
import { ask, watch } from './define';
import { grantId } from './grant';

export const shell = {
  /** Facts about this run, for the "development runtime" notice and the about box. */
  about: ask({
    role: 'main',
    input: z.object({}),
    value: z.object({
      version: z.string(),
      electron: z.string(),
      chromium: z.string(),
      node: z.string(),
      platform: z.string(),
      /** Set when this is not the Electron that the product ships with. */
      developmentRuntime: z.string().nullable(),
    }),
  }),
  /** Lets the person choose a local folder; null when they close the dialog. */
  chooseFolder: ask({
    role: 'main',
    input: z.object({ title: z.string().max(200) }),
    value: z.object({ grant: grantId, name: z.string() }).nullable(),
  }),
  /** Lets the person choose one file to be read; null when they close the dialog. */
  chooseFile: ask({
    role: 'main',
    input: z.object({ title: z.string().max(200) }),
    value: z.object({ grant: grantId, name: z.string() }).nullable(),
  }),
  /** Lets the person choose files or folders to upload; empty when they close the dialog. */
  chooseUploads: ask({
    role: 'main',
    input: z.object({ kind: z.enum(['files', 'folders']) }),
    value: z.array(z.object({ grant: grantId, name: z.string() })),
  }),
  /**
   * Lets the person choose a private key; its path as an ssh config writes it (`~/.ssh/id_x`). Null
   * when they close the dialog. `putty` says that it is a PuTTY key, which ssh cannot read.
   */
  chooseKeyFile: ask({
    role: 'main',
    input: z.object({}),
    value: z.object({ path: z.string(), putty: z.boolean() }).nullable(),
  }),
  /** Opens an http or https address in the person's browser; others are refused. */
  openUrl: ask({ role: 'main', input: z.object({ url: z.string().max(8192) }), value: z.void() }),
  /** Starts dragging files out of the window, during a drag of the page's (`editing.prepareDrag`). */
  startDrag: ask({
    role: 'main',
    input: z.object({ grants: z.array(grantId).min(1).max(100) }),
    value: z.void(),
  }),
  /** What the page kept to be shown again at the next start (its own JSON), or null. */
  keptView: ask({ role: 'main', input: z.object({}), value: z.string().nullable() }),
  keepView: ask({
    role: 'main',
    input: z.object({ view: z.string().max(256 * 1024) }),
    value: z.void(),
  }),
  /** The person closes the window and has not said yet what that means: the page asks. */
  closing: watch({ role: 'main', delivery: 'all', input: z.object({}), event: z.object({}) }),
  /** The answer to `closing`; `remember` makes it the setting. */
  close: ask({
    role: 'main',
    input: z.object({ choice: z.enum(['quit', 'tray', 'stay']), remember: z.boolean() }),
    value: z.void(),
  }),
  /** A notice about this server was clicked: the page shows it. */
  shown: watch({
    role: 'main',
    delivery: 'all',
    input: z.object({}),
    event: z.object({ server: z.string() }),
  }),
  /**
   * Whether the window can be seen: not while it is in the tray or minimised. The page's own
   * `visibilityState` does not always tell of a window that was hidden.
   */
  seen: watch({
    role: 'main',
    delivery: 'latest',
    input: z.object({}),
    event: z.object({ seen: z.boolean() }),
  }),
  /** Progress on the taskbar's icon, 0 to 1; null for none. */
  taskbarProgress: ask({
    role: 'main',
    input: z.object({ fraction: z.number().min(0).max(1).nullable() }),
    value: z.void(),
  }),
  /** The newest entries of the log, secrets redacted, for reading and for a bug report. */
  log: ask({
    role: 'main',
    input: z.object({
      entries: z.number().int().min(1).max(5000),
      /** The stamp of what the page has: then entries come only when the log has changed. */
      known: z.string().max(200).optional(),
    }),
    value: z.object({
      stamp: z.string(),
      /** False when nothing came since `known`; there are no entries then. */
      changed: z.boolean(),
      entries: z.array(
        z.object({
          /** ISO 8601. */
          at: z.string(),
          level: z.enum(['debug', 'info', 'warn', 'error']),
          scope: z.string(),
          text: z.string(),
          /** JSON of the entry's facts; empty for none. */
          data: z.string(),
        }),
      ),
    }),
  }),
  /** The programs of others that Labmate is made with, and their licences. */
  licences: ask({
    role: 'main',
    input: z.object({}),
    value: z.array(
      z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() }),
    ),
  }),
  /** Workers that were replaced: what the page should tell its person was lost. */
  incidents: watch({
    role: 'main',
    delivery: 'all',
    input: z.object({}),
    event: z.object({
      role: z.enum(['link', 'bulk', 'compute']),
      cause: z.enum(['crashed', 'stuck', 'out-of-memory']),
      at: z.number(),
      /** What was lost, in words. */
      lost: z.string(),
    }),
  }),
};
