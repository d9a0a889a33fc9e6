/** The contract's procedures about VPNs. */
import type { Handlers } from '../serve/handlers';
import type { Vpn } from './index';

export function vpnHandlers(vpn: Vpn): Handlers<'vpn'> {
  return {
    states: () => vpn.states(),
    open: ({ kind }) => vpn.open(kind),
  };
}
