/** The demo lab: servers that exist only while the app runs, to try Labmate without a server. */
import { z } from 'zod';
import { ask, watch } from './define';
import { serverName } from './servers';

const role = 'compute' as const;

export const demo = {
  /** Whether the demo lab runs, and the names of its servers. */
  state: watch({
    role,
    delivery: 'latest',
    input: z.object({}),
    event: z.object({ running: z.boolean(), servers: z.array(serverName) }),
  }),
  /** Starts it, or does nothing when it runs. Its servers then stand in the servers' list. */
  start: ask({ role, input: z.object({}), value: z.object({ servers: z.array(serverName) }) }),
  /** Ends its servers and removes its scratch folder. */
  stop: ask({ role, input: z.object({}), value: z.void() }),
};
