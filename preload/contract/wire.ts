/**
 * The frames that cross the boundary. Five for procedures, four for a terminal's own port. A frame
 * that does not match is refused and logged where it arrives (main), and again in the worker.
 */
import { z } from 'zod';
import { problem } from './problem';

/** Chosen by the page, unique while the port lives. */
export const callId = z.number().int().positive();

export const openFrame = z.object({
  type: z.literal('open'),
  id: callId,
  /** `<capability>.<procedure>`, for example `servers.list`. */
  procedure: z.string().max(100),
  input: z.unknown(),
});
/** Credit: so many events of this watch were taken by the page. */
export const ackFrame = z.object({
  type: z.literal('ack'),
  id: callId,
  count: z.number().int().positive(),
});
export const cancelFrame = z.object({ type: z.literal('cancel'), id: callId });

/** Page to engine. */
export const upFrame = z.discriminatedUnion('type', [openFrame, ackFrame, cancelFrame]);
export type UpFrame = z.infer<typeof upFrame>;

export const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem }),
]);
export const eventFrame = z.object({ type: z.literal('event'), id: callId, value: z.unknown() });
export const endFrame = z.object({ type: z.literal('end'), id: callId, outcome });

/** Engine to page. */
export const downFrame = z.discriminatedUnion('type', [eventFrame, endFrame]);
export type DownFrame = z.infer<typeof downFrame>;

/** Up a terminal's port: keystrokes, size, and credit for bytes that xterm has written. */
export const terminalUpFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), data: z.instanceof(Uint8Array) }),
  z.object({
    type: z.literal('resize'),
    cols: z.number().int().min(1).max(1000),
    rows: z.number().int().min(1).max(1000),
  }),
  z.object({ type: z.literal('ack'), bytes: z.number().int().positive() }),
]);
export type TerminalUpFrame = z.infer<typeof terminalUpFrame>;

/** Down a terminal's port: output bytes. */
export const terminalDownFrame = z.object({
  type: z.literal('data'),
  data: z.instanceof(Uint8Array),
});
export type TerminalDownFrame = z.infer<typeof terminalDownFrame>;
