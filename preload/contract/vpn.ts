/** The VPNs of this computer: which are up, and opening their programs. Served by `link`. */
import { z } from 'zod';
import { ask } from './define';
import { vpnKind } from './vpn-kinds';

export { type VpnKind, vpnKind, vpnNames } from './vpn-kinds';

export const vpnState = z.object({
  kind: vpnKind,
  name: z.string(),
  /** `absent`: no trace of it on this computer. `unknown`: this computer does not tell. */
  state: z.enum(['up', 'down', 'absent', 'unknown']),
  /** What that is seen from, in words (`fctvpn1a has 10.212.134.5`). */
  evidence: z.string(),
  /** Its program can be opened from here. */
  canOpen: z.boolean(),
});
export type VpnState = z.infer<typeof vpnState>;

export const vpn = {
  states: ask({ role: 'link', input: z.object({}), value: z.array(vpnState) }),
  /** Opens the program's window; signing in there is the person's. */
  open: ask({ role: 'link', input: z.object({ kind: vpnKind }), value: z.void() }),
};
