/** Which VPNs are up, from what the computer tells. Pure. */
import { type VpnKind, type VpnState, vpnNames } from '../../../preload/contract/vpn';
import type { Computer, Interface } from './computer';
import { anyTunnel, anyTunnelAdapter, traits, type VpnTraits } from './kinds';

/** @param canOpen whether the program of a kind is there */
export function vpnStates(computer: Computer, canOpen: (kind: VpnKind) => boolean): VpnState[] {
  const known = traits.map((each) => ({
    kind: each.kind,
    name: vpnNames[each.kind],
    canOpen: canOpen(each.kind),
    ...stateOf(each, computer, canOpen(each.kind)),
  }));
  const tunnels = tunnelsOf(computer);
  const other: VpnState = {
    kind: 'other',
    name: vpnNames.other,
    canOpen: false,
    state: tunnels.length > 0 ? 'up' : 'down',
    evidence: tunnels.map(interfaceWords).join('; ') || 'no interface looks like a tunnel',
  };
  return [...known, other];
}

/** Interfaces that are tunnels, whoever made them. */
export function tunnelsOf({ interfaces }: Pick<Computer, 'interfaces'>): Interface[] {
  return interfaces.filter(
    ({ name, description, addresses }) =>
      (description === '' ? anyTunnel.test(name) : anyTunnelAdapter.test(description)) ||
      traits.some(({ adapter }) => adapter?.test(description)) ||
      // Windows: a name that tells, on a computer whose adapters could not be asked.
      (description === '' && addresses.length > 0 && anyTunnel.test(name)),
  );
}

/** Names with the numbers of the day taken off: `fctvpn1a2b` and `tun0` are `fctvpn` and `tun`. */
export function tunnelNames(computer: Pick<Computer, 'interfaces'>): string[] {
  const names = tunnelsOf(computer).map(({ name, description }) =>
    description === '' ? name.replace(/^(fctvpn|vpn).*|\d+$/, '$1') : name,
  );
  return [...new Set(names)].sort();
}

/** The interface that has this address. */
export function interfaceWith(
  computer: Pick<Computer, 'interfaces'>,
  address: string,
): Interface | undefined {
  return computer.interfaces.find(({ addresses }) => addresses.includes(address));
}

function stateOf(
  vpn: VpnTraits,
  { interfaces, processes, services }: Computer,
  installed: boolean,
): Pick<VpnState, 'state' | 'evidence'> {
  const sure = interfaces.find(
    ({ name, description }) =>
      vpn.own?.test(name) || (description !== '' && vpn.adapter?.test(description)),
  );
  if (sure) return { state: 'up', evidence: interfaceWords(sure) };
  const service = [...services].find((name) => vpn.service?.name.test(name));
  if (service !== undefined && vpn.service?.tunnel) {
    return { state: 'up', evidence: `the service ${service} runs` };
  }
  const running = [...(processes ?? [])].find((name) => vpn.process?.test(name)) ?? service;
  const shared = interfaces.find(
    ({ name, description }) => description === '' && vpn.shared?.test(name),
  );
  if (shared && running !== undefined) {
    return { state: 'up', evidence: `${interfaceWords(shared)}, and ${running} runs` };
  }
  if (running !== undefined) {
    return { state: 'down', evidence: `${running} runs, but has no connection` };
  }
  if (processes === null && shared) {
    return { state: 'unknown', evidence: 'this computer does not tell its processes' };
  }
  return installed
    ? { state: 'down', evidence: 'its program is installed and does not run' }
    : { state: 'absent', evidence: 'no trace of it on this computer' };
}

function interfaceWords({ name, addresses }: Interface): string {
  return `${name} has ${addresses[0] ?? 'no address'}`;
}
