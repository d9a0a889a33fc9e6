/** What the page asks of the Electron shell itself. Served by main, not by a worker. */
import { z } from 'zod';
import { ask, watch } from './define';
import { grantId } from './transfers';

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
  /** Lets the person choose files or folders to upload; empty when they close the dialog. */
  chooseUploads: ask({
    role: 'main',
    input: z.object({ kind: z.enum(['files', 'folders']) }),
    value: z.array(z.object({ grant: grantId, name: z.string() })),
  }),
  /** Opens an http or https address in the person's browser; others are refused. */
  openUrl: ask({ role: 'main', input: z.object({ url: z.string().max(8192) }), value: z.void() }),
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
