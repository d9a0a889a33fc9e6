/**
 * What each VPN looks like from outside: names of its interfaces, how Windows describes its adapter, its
 * processes, and where its program is. Interfaces named `tun0`, `ppp0` or `utun4` are shared by several, so
 * there a process must stand behind them.
 */
import type { VpnKind } from '../../../preload/contract/vpn';

export interface VpnTraits {
  kind: VpnKind;
  /** Interfaces that only this one makes. */
  own: RegExp | null;
  /** Interfaces that it shares with others. */
  shared: RegExp | null;
  /** How Windows describes its adapter. */
  adapter: RegExp | null;
  /** Processes that run while it carries packets, or wait for it to be asked to. */
  process: RegExp | null;
  /** Its services of Windows. With `tunnel` one runs for each connection, and only then. */
  service: { name: RegExp; tunnel: boolean } | null;
  /** Absolute paths of its program by platform, the newest first. `%ProgramFiles%` as Windows has it. */
  programs: Partial<Record<NodeJS.Platform, readonly string[]>>;
}

const tunnelLike = /^(tun|utun|tap)\d/;

export const traits: readonly VpnTraits[] = [
  {
    kind: 'forticlient',
    own: /^(fctvpn|vpn\d)/,
    shared: /^(ppp|utun)\d/,
    adapter: /Fortinet|fortissl/i,
    process: /^(FortiClient|FortiTray|FortiSSLVPNdaemon|fctsched|fctservctl|sslvpnd|racoon)/i,
    service: { name: /^FA_Scheduler$/i, tunnel: false },
    programs: {
      win32: [
        '%ProgramFiles%\\Fortinet\\FortiClient\\FortiClient.exe',
        '%ProgramFiles(x86)%\\Fortinet\\FortiClient\\FortiClient.exe',
      ],
      darwin: ['/Applications/FortiClient.app'],
      linux: ['/opt/forticlient/gui/FortiClient-linux-x64/FortiClient', '/usr/bin/forticlient'],
    },
  },
  {
    kind: 'openfortivpn',
    own: null,
    shared: /^ppp\d/,
    adapter: null,
    process: /^openfortivpn/,
    service: null,
    programs: {},
  },
  {
    kind: 'openvpn',
    own: /^ovpn/,
    shared: tunnelLike,
    adapter: /TAP-Windows|OpenVPN|Wintun Userspace/i,
    process: /^(openvpn|OpenVPN|ovpn)/i,
    service: { name: /^(OpenVPNService|ovpn)/i, tunnel: false },
    programs: {
      win32: [
        '%ProgramFiles%\\OpenVPN Connect\\OpenVPNConnect.exe',
        '%ProgramFiles%\\OpenVPN\\bin\\openvpn-gui.exe',
      ],
      darwin: ['/Applications/OpenVPN Connect.app', '/Applications/Tunnelblick.app'],
    },
  },
  {
    kind: 'wireguard',
    own: /^wg/,
    shared: /^utun\d/,
    adapter: /WireGuard/i,
    process: /^(wireguard|wg-quick|wireguard-go)/i,
    service: { name: /^WireGuardTunnel\$/i, tunnel: true },
    programs: {
      win32: ['%ProgramFiles%\\WireGuard\\wireguard.exe'],
      darwin: ['/Applications/WireGuard.app'],
    },
  },
  {
    kind: 'openconnect',
    own: /^cscotun/,
    shared: tunnelLike,
    adapter: /Cisco (AnyConnect|Secure Client)/i,
    process: /^(openconnect|vpnagentd?|csc_vpnagent)/i,
    service: { name: /^(vpnagent|csc_vpnagent)$/i, tunnel: false },
    programs: {
      win32: [
        '%ProgramFiles(x86)%\\Cisco\\Cisco Secure Client\\UI\\csc_ui.exe',
        '%ProgramFiles(x86)%\\Cisco\\Cisco AnyConnect Secure Mobility Client\\vpnui.exe',
      ],
      darwin: [
        '/Applications/Cisco/Cisco Secure Client.app',
        '/Applications/Cisco/Cisco AnyConnect Secure Mobility Client.app',
      ],
      linux: ['/opt/cisco/secureclient/bin/vpnui', '/opt/cisco/anyconnect/bin/vpnui'],
    },
  },
  {
    kind: 'globalprotect',
    own: /^gpd\d/,
    shared: /^utun\d/,
    adapter: /PANGP/i,
    process: /^(PanGPA|PanGPS|GlobalProtect)/i,
    service: { name: /^PanGPS$/i, tunnel: false },
    programs: {
      win32: ['%ProgramFiles%\\Palo Alto Networks\\GlobalProtect\\PanGPA.exe'],
      darwin: ['/Applications/GlobalProtect.app'],
      linux: ['/opt/paloaltonetworks/globalprotect/PanGPUI'],
    },
  },
  {
    kind: 'tailscale',
    own: /^tailscale\d/,
    shared: /^utun\d/,
    adapter: /Tailscale/i,
    process: /^(tailscaled|Tailscale)/i,
    service: { name: /^Tailscale$/i, tunnel: false },
    programs: {
      win32: ['%ProgramFiles%\\Tailscale\\tailscale-ipn.exe'],
      darwin: ['/Applications/Tailscale.app'],
    },
  },
];

/** Interfaces that are tunnels by their name, whoever made them (ZeroTier, IPsec and others too). */
export const anyTunnel =
  /^(fctvpn|vpn\d|ppp\d|u?tun\d|tap\d|ovpn|wg|cscotun|gpd\d|tailscale\d|zt|ipsec\d)/;

/** How Windows describes adapters of tunnels that no kind above has. */
export const anyTunnelAdapter = /VPN|ZeroTier|Juniper|Pulse|WAN Miniport|PPPoP|Wintun/i;
