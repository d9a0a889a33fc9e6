/**
 * The failure of an attempt to reach a server, as a VPN problem where that is likely: because the person said that
 * it needs one, because experience says so, or by a guess from the kind of its address.
 */
import { networkInterfaces } from 'node:os';
import type { VpnKind, VpnState } from '../../../preload/contract/vpn';
import { type Problem, ProblemError, problemOf } from '../kit/outcome';
import { type Vpn, type VpnFacts, vpnVerdict } from '../vpn';
import { connectionProblem } from './words';

/** Failures that a missing VPN looks like. */
const mayBeTheVpn = /^connections\/(unresolved|timed-out|unreachable)$/;

/** Nothing answered: worth to be remembered with the VPNs that were up. */
export function speaksOfTheWay({ tag }: Problem): boolean {
  return mayBeTheVpn.test(tag) || tag === 'connections/vpn-needed';
}

export interface VpnAbout {
  /** Its name in the list. */
  server: string;
  host: string;
  port: number;
  /** How the person said that it is reached. */
  vpn: VpnKind | null;
}

/** What the verdict needs of the computer and of the attempt. */
export function surroundings(context: {
  usedBefore: boolean;
}): Pick<VpnFacts, 'usedBefore' | 'interfaces'> {
  const interfaces = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return { usedBefore: context.usedBefore, interfaces };
}

/** Why a server that needs a VPN may not be reached now; null where nothing points at one. */
export type VpnReason =
  | { reason: 'chosen'; vpn: VpnState }
  | { reason: 'learned'; tunnel: string; reached: number; failed: number };

/** What is known of this server's VPN and speaks against reaching it now. */
export async function missingVpn(
  about: Pick<VpnAbout, 'server' | 'vpn'>,
  room: Pick<Vpn, 'states' | 'learned'> | undefined,
): Promise<VpnReason | null> {
  if (!room) return null;
  if (about.vpn !== null) {
    const vpn = (await room.states()).find(({ kind }) => kind === about.vpn);
    return vpn && vpn.state !== 'up' ? { reason: 'chosen', vpn } : null;
  }
  const learned = await room.learned(about.server);
  if (!learned || learned.isUp) return null;
  const { tunnel, reached, failed } = learned;
  return { reason: 'learned', tunnel, reached, failed };
}

export async function orVpnNeeded(
  error: unknown,
  about: VpnAbout,
  facts: Pick<VpnFacts, 'addresses' | 'usedBefore' | 'interfaces'>,
  room: Pick<Vpn, 'states' | 'learned'> | undefined,
): Promise<unknown> {
  const cause = problemOf(error);
  if (!cause || !mayBeTheVpn.test(cause.tag)) return error;
  const missing = await missingVpn(about, room);
  const code = cause.facts['code'];
  const verdict = vpnVerdict({
    ...facts,
    tag: cause.tag,
    host: about.host,
    code: typeof code === 'string' ? code : undefined,
  });
  if (!missing && verdict === null) return error;
  return new ProblemError(vpnNeeded(missing, verdict, about, facts.addresses, cause), {
    cause: error,
  });
}

function vpnNeeded(
  missing: VpnReason | null,
  verdict: 'private-network' | 'name' | null,
  { server, host, port }: VpnAbout,
  addresses: readonly string[],
  cause: Problem,
): Problem {
  return connectionProblem({
    kind: 'vpn-needed',
    ...{ server, host, port },
    ...(missing ?? { reason: verdict ?? 'name' }),
    address: addresses[0] ?? null,
    cause: cause.tag,
    detail: cause.what,
  });
}
