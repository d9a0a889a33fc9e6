/** Port forwards, and Jupyter in one click through one of them. */
import { z } from 'zod';
import { ask, watch } from './define';
import { problem } from './problem';
import { serverName } from './servers';

export const tunnelTarget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tcp'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65535),
  }),
  z.object({ kind: z.literal('jupyter') }),
  /** Wherever who connects wants to go from the server, by SOCKS: `ssh -D`. */
  z.object({ kind: z.literal('socks') }),
]);
export type TunnelTarget = z.infer<typeof tunnelTarget>;

export const tunnelEntry = z.object({
  id: z.string(),
  server: serverName,
  target: tunnelTarget,
  state: z.discriminatedUnion('kind', [
    /** `step` in words: `looking for your Jupyter servers`, `starting JupyterLab`. */
    z.object({ kind: z.literal('opening'), step: z.string() }),
    z.object({ kind: z.literal('open') }),
    /** The link is down; the local port stays bound and works again when the link is back. */
    z.object({ kind: z.literal('waiting'), problem }),
    z.object({ kind: z.literal('failed'), problem }),
  ]),
  /** Port on 127.0.0.1 of this computer, once bound. */
  localPort: z.number().int().nullable(),
  /** Where it leads, in words: `127.0.0.1:8888`, `unix:/home/asha/.local/…/j.sock`. */
  remote: z.string().nullable(),
  /** For Jupyter: whether we found it running or started it, and where its files are. */
  jupyter: z
    .object({
      started: z.boolean(),
      rootDirectory: z.string(),
      version: z.string(),
      /** Worth knowing, in words: it runs without tmux, or asks for its password. */
      note: z.string().optional(),
    })
    .nullable(),
  openConnections: z.number().int(),
  /** Why the newest connection through the tunnel was refused; absent when the last one worked. */
  refused: problem.optional(),
});
export type TunnelEntry = z.infer<typeof tunnelEntry>;

export const tunnels = {
  list: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(tunnelEntry),
  }),
  /** Opens a tunnel, or returns the one that already leads there. */
  open: ask({
    role: 'link',
    input: z.object({
      server: serverName,
      target: tunnelTarget,
      /** 0 lets the system choose. */
      localPort: z.number().int().min(0).max(65535).default(0),
    }),
    value: tunnelEntry,
  }),
  /** Opens the tunnel's page in the browser, signed in through a one-time local redirect. */
  browse: ask({ role: 'link', input: z.object({ id: z.string() }), value: z.void() }),
  close: ask({ role: 'link', input: z.object({ id: z.string() }), value: z.void() }),
  /** Stops the Jupyter server itself (asked first in the window) and closes its tunnel. */
  stopJupyter: ask({ role: 'link', input: z.object({ id: z.string() }), value: z.void() }),
};
