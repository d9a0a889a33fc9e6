/** How a server may be reached, as the form offers it. Pure. */
import type { VpnKind } from '../../preload/contract/vpn-kinds';

const names: Readonly<Record<VpnKind, string>> = {
  forticlient: 'FortiClient',
  openfortivpn: 'openfortivpn',
  openvpn: 'OpenVPN',
  wireguard: 'WireGuard',
  openconnect: 'AnyConnect or OpenConnect',
  globalprotect: 'GlobalProtect',
  tailscale: 'Tailscale',
  other: 'Some other VPN',
};

export const reachedThrough: { value: string; label: string }[] = [
  { value: '', label: 'Directly, or not known' },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

/** The choice of the form; null for none. */
export function vpnKindOf(value: string | null): VpnKind | null {
  return value !== null && Object.hasOwn(names, value) ? (value as VpnKind) : null;
}
