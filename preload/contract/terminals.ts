/** Terminals: a shell on the server with a pty. Bytes go over the terminal's own port (wire.ts). */
import { z } from 'zod';
import { ask, watch } from './define';
import { problem } from './problem';
import { serverName } from './servers';

export const terminalId = z.string().uuid();

export const terminalEntry = z.object({
  id: terminalId,
  server: serverName,
  /** `open`, or how it ended. */
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open') }),
    z.object({
      kind: z.literal('exited'),
      code: z.number().nullable(),
      signal: z.string().nullable(),
    }),
    z.object({ kind: z.literal('lost'), problem }),
  ]),
});
export type TerminalEntry = z.infer<typeof terminalEntry>;

export const terminals = {
  /** Starts a login shell; the page then asks preload for the terminal's port. */
  open: ask({
    role: 'link',
    input: z.object({
      server: serverName,
      cols: z.number().int().min(1).max(1000),
      rows: z.number().int().min(1).max(1000),
    }),
    value: z.object({ id: terminalId }),
  }),
  /**
   * Starts a new shell in the place of one that has ended, under the same id; connects if need be.
   * The page then asks for the port again. One that is open stays as it is.
   */
  reopen: ask({
    role: 'link',
    input: z.object({
      id: terminalId,
      cols: z.number().int().min(1).max(1000),
      rows: z.number().int().min(1).max(1000),
    }),
    value: z.void(),
  }),
  close: ask({ role: 'link', input: z.object({ id: terminalId }), value: z.void() }),
  list: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(terminalEntry),
  }),
};
