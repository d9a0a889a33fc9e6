/** The VPNs of this computer: which are up, and opening their programs. Served by `link`. */
import { z } from 'zod';
import { ask, watch } from './define';
import { problem } from './problem';
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

/** Whatever a terminal or a command line would make something of, stays out. */
const plain = z
  .string()
  .max(256)
  .regex(/^[^\p{Cc}]*$/u);

/** How a person signs in at a gateway of openfortivpn. */
export const vpnGateway = z.object({
  /** `vpn.lab.edu:443` */
  address: z
    .string()
    .max(260)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:([1-9]\d{0,4})$/),
  user: plain,
  /** Empty for the usual one. */
  realm: plain,
  /** Through the organisation's page in the browser, instead of a password. */
  browser: z.boolean(),
});
export type VpnGateway = z.infer<typeof vpnGateway>;

/** The tunnel that Labmate itself has started. */
export const vpnTunnel = z.object({
  phase: z.enum(['off', 'starting', 'up', 'stopping']),
  /** Where it leads, or led last. */
  gateway: vpnGateway.nullable(),
  /** How far it came, in words, the first first. */
  steps: z.array(z.string()),
  /** Why it did not come up, or ended; null when nothing is wrong. */
  problem: problem.nullable(),
  /** When it was started, or came up; milliseconds since the epoch. */
  since: z.number(),
});
export type VpnTunnel = z.infer<typeof vpnTunnel>;

export const vpn = {
  states: ask({ role: 'link', input: z.object({}), value: z.array(vpnState) }),
  /** Opens the program's window; signing in there is the person's. */
  open: ask({ role: 'link', input: z.object({ kind: vpnKind }), value: z.void() }),
  /** The gateways that are known, the last used first, and what openfortivpn can do here. */
  gateways: ask({
    role: 'link',
    input: z.object({}),
    value: z.object({
      known: z.array(vpnGateway),
      /** Its version, or null where openfortivpn is not installed. */
      version: z.string().nullable(),
      canUseBrowser: z.boolean(),
    }),
  }),
  forgetGateway: ask({
    role: 'link',
    input: z.object({ address: vpnGateway.shape.address }),
    value: z.void(),
  }),
  tunnel: watch({ role: 'link', delivery: 'latest', input: z.object({}), event: vpnTunnel }),
  /** Starts openfortivpn; done when its tunnel is up. */
  start: ask({ role: 'link', input: z.object({ gateway: vpnGateway }), value: z.void() }),
  /** Done when it is down; where it is down already, its last problem is put away. */
  stop: ask({ role: 'link', input: z.object({}), value: z.void() }),
};
