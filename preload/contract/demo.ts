/** The demo lab: servers that exist only while the app runs, to try Labmate without a server. */
import { z } from 'zod';
import { ask } from './define';
import { serverName } from './servers';

const role = 'compute' as const;

export const demo = {
  /** Starts it, or does nothing when it runs. Its servers then stand in the servers' list. */
  start: ask({ role, input: z.object({}), value: z.object({ servers: z.array(serverName) }) }),
  /** Ends its servers and removes its scratch folder. */
  stop: ask({ role, input: z.object({}), value: z.void() }),
};
