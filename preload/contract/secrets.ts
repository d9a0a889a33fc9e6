/** Passwords and passphrases that are kept beyond this run, in the system's own store. Served by main. */
import { z } from 'zod';
import { ask } from './define';

export const keptSecret = z.object({
  /** Names it to `forget`. */
  id: z.string(),
  /** What it is for, in words; never the secret itself. */
  what: z.string(),
  /** Milliseconds since the epoch. */
  since: z.number(),
});
export type KeptSecret = z.infer<typeof keptSecret>;

export const secrets = {
  /** `store` is what people call this system's store; null when there is none that can be trusted. */
  kept: ask({
    role: 'main',
    input: z.object({}),
    value: z.object({ store: z.string().nullable(), kept: z.array(keptSecret) }),
  }),
  /** Forgets one, or all; also what is remembered for this run. */
  forget: ask({
    role: 'main',
    input: z.object({ id: z.string().max(4096).nullable() }),
    value: z.void(),
  }),
};
