/** Words about the tunnel, and what a person types about a gateway. Pure. */
import type { VpnTunnel } from '../../preload/contract/vpn';

/** For the status bar; null when there is nothing to say. */
export function tunnelWords({ phase, problem }: VpnTunnel): string | null {
  if (phase === 'off') return problem === null ? null : 'VPN is off';
  return { starting: 'VPN is starting', up: 'VPN is up', stopping: 'VPN is stopping' }[phase];
}

/** `vpn.lab.edu`, `vpn.lab.edu:8443` or the address of its page: as the engine wants it; null for anything else. */
export function gatewayAddress(typed: string): string | null {
  const found =
    /^(?:https:\/\/)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?(?:\/.*)?$/.exec(
      typed.trim(),
    );
  const port = Number(found?.[2] ?? 443);
  if (!found || port < 1 || port > 65535) return null;
  return `${(found[1] ?? '').toLowerCase()}:${port}`;
}

/** As a person writes it: 443 goes without saying. */
export const shortAddress = (address: string): string => address.replace(/:443$/, '');
