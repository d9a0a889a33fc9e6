/**
 * Whether a server that cannot be reached may need the lab's VPN: a guess from the kind of its
 * address and the networks that this computer is in. The verdict is pure, and careful: where other causes are as
 * likely, the ordinary problem stays.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

export interface VpnFacts {
  /** The tag of what went wrong. */
  tag: string;
  host: string;
  /** What the name resolved to; empty when it did not. */
  addresses: readonly string[];
  /** `getaddrinfo`'s code when the name did not resolve. */
  code?: string | undefined;
  /** The person has reached this server before, so its name is no typing error. */
  usedBefore: boolean;
  /** Of this computer, without loopback: `cidr` as Node gives it (`192.168.1.5/24`). */
  interfaces: readonly Pick<NetworkInterfaceInfo, 'address' | 'cidr' | 'internal'>[];
}

export type VpnVerdict = 'private-network' | 'name' | null;

/** Private networks of RFC 1918, RFC 6598 (also Tailscale) and RFC 4193. */
const privateBlocks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
];

/** Networks so big that an organisation routes within them: whoever is in it may well be inside. */
const wideBlocks = new Set(['10.0.0.0/8', '100.64.0.0/10', 'fc00::/7']);

/** Ends of names that exist in no public name service. */
const internalName = /\.(local|lan|internal|intern|intranet|private|corp|home\.arpa)\.?$/i;

export function vpnVerdict(facts: VpnFacts): VpnVerdict {
  const { tag, host, addresses } = facts;
  if (tag === 'connections/unresolved') {
    if (facts.code === 'EAI_AGAIN') return null;
    return facts.usedBefore || internalName.test(host) ? 'name' : null;
  }
  if (tag !== 'connections/timed-out' && tag !== 'connections/unreachable') return null;
  const outside = (address: string) => {
    const block = privateBlocks.find((each) => contains(each, address));
    return block !== undefined && !facts.interfaces.some((own) => covers(own, address, block));
  };
  return addresses.length > 0 && addresses.every(outside) ? 'private-network' : null;
}

function covers(own: VpnFacts['interfaces'][number], address: string, block: string): boolean {
  if (own.internal || !own.cidr) return false;
  if (contains(own.cidr, address)) return true;
  // A tunnel's own address says little about the networks behind it.
  const prefix = Number(own.cidr.split('/')[1]);
  const isTunnel = prefix >= (isIPv4(own.address) ? 30 : 126);
  return contains(block, own.address) && (isTunnel || wideBlocks.has(block));
}

function contains(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  if (family === 'ipv4' ? !isIPv4(address) : !isIPv6(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  return list.check(address, family);
}
