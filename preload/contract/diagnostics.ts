/** Procedures that exist for tests of the boundary itself; served only when the host allows it. */
import { z } from 'zod';
import { ask, watch } from './define';

const role = 'link' as const;

export const diagnostics = {
  echo: ask({
    role,
    audience: 'test',
    input: z.object({ text: z.string() }),
    value: z.object({ text: z.string() }),
  }),
  /** Never answers until cancelled. */
  hang: ask({ role, audience: 'test', input: z.object({}), value: z.void() }),
  /** How many `hang` calls are under way and how many were cancelled so far. */
  hangs: ask({
    role,
    audience: 'test',
    input: z.object({}),
    value: z.object({ running: z.number(), cancelled: z.number() }),
  }),
  /** Counts from 1 to `to` as fast as the delivery lets it. */
  countAll: watch({
    role,
    audience: 'test',
    delivery: 'all',
    input: z.object({ to: z.number().int() }),
    event: z.number(),
    value: z.object({ sent: z.number() }),
  }),
  countLatest: watch({
    role,
    audience: 'test',
    delivery: 'latest',
    input: z.object({ to: z.number().int() }),
    event: z.number(),
    value: z.object({ sent: z.number() }),
  }),
  /** Blocks the worker's thread for ever. */
  spin: ask({ role, audience: 'test', input: z.object({}), value: z.void() }),
  /** Throws outside any promise, which ends the worker. */
  crash: ask({ role, audience: 'test', input: z.object({}), value: z.void() }),
  /** Throws inside a handler: a bug, answered by an incident number. */
  bug: ask({ role, audience: 'test', input: z.object({}), value: z.void() }),
};
