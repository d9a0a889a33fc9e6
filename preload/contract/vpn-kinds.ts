/** The VPNs that Labmate knows; apart, because a problem's button names one. */
import { z } from 'zod';

/** How a server may be reached other than directly. `other`: some VPN that Labmate does not know. */
export const vpnKind = z.enum([
  'forticlient',
  'openfortivpn',
  'openvpn',
  'wireguard',
  'openconnect',
  'globalprotect',
  'tailscale',
  'other',
]);
export type VpnKind = z.infer<typeof vpnKind>;

/** As people call them. */
export const vpnNames: Readonly<Record<VpnKind, string>> = {
  forticlient: 'FortiClient',
  openfortivpn: 'openfortivpn',
  openvpn: 'OpenVPN',
  wireguard: 'WireGuard',
  openconnect: 'AnyConnect or OpenConnect',
  globalprotect: 'GlobalProtect',
  tailscale: 'Tailscale',
  other: 'a VPN',
};
