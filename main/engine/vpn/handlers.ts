/** The contract's procedures about VPNs. */
import type { Handlers } from '../serve/handlers';
import type { Vpn } from './index';

export function vpnHandlers(vpn: Vpn): Handlers<'vpn'> {
  return {
    states: () => vpn.states(),
    open: ({ kind }) => vpn.open(kind),
    gateways: () => vpn.gateways(),
    forgetGateway: ({ address }) => vpn.forgetGateway(address),
    tunnel: (_input, { signal, emit }) =>
      vpn.tunnel.state.followUntil(signal, (state) => void emit(state)),
    start: ({ gateway }, { signal }) => vpn.tunnel.start(gateway, signal),
    stop: () => vpn.tunnel.stop(),
  };
}
