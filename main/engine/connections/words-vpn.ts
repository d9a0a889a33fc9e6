/** Sentences about a server that may need a VPN: chosen by the person, learned, or guessed from its address. */
import type { VpnState } from '../../../preload/contract/vpn';
import { type NextStep, type Problem, problem } from '../kit/outcome';

export type VpnFacts = {
  kind: 'vpn-needed';
  server: string;
  host: string;
  port: number;
  address: string | null;
  /** The tag of what happened. */
  cause: string;
  detail: string;
} & (
  | { reason: 'private-network' | 'name' }
  | { reason: 'chosen'; vpn: VpnState }
  | { reason: 'learned'; tunnel: string; reached: number; failed: number }
);

export function vpnProblem(f: VpnFacts): Problem {
  const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };
  const doctor: NextStep = {
    label: 'Check the connection step by step',
    action: { kind: 'open-doctor', server: f.server },
  };
  return problem('connections/vpn-needed', vpnSentence(f), {
    why: vpnReason(f),
    next: [...vpnSteps(f), retry, doctor],
    facts: f,
    detail: f.detail,
  });
}

function vpnSentence(f: VpnFacts): string {
  if (f.reason === 'chosen') return `${f.host} needs ${f.vpn.name}, and that is not up.`;
  return f.reason === 'learned'
    ? `${f.host} seems to need the VPN ${f.tunnel}, and that is not up.`
    : `${f.host} may need your lab's VPN.`;
}

function vpnReason(f: VpnFacts): string {
  switch (f.reason) {
    case 'chosen':
      return `Nothing answered. What this computer tells: ${f.vpn.evidence}.`;
    case 'learned':
      return `It was reached ${times(f.reached)}, always while ${f.tunnel} was up, and ${times(f.failed)} without it it did not answer.`;
    case 'name':
      return 'Its name is not known where this computer is now. Such names often exist only inside the VPN.';
    case 'private-network':
      return `${f.address === f.host ? 'It' : `Its address ${f.address ?? ''}`} is in a private network that this computer is not in, and nothing answered. The machine may also be off.`;
  }
}

function vpnSteps(f: VpnFacts): NextStep[] {
  if (f.reason !== 'chosen') {
    return [
      { label: "Start your lab's VPN, then try again." },
      {
        label: 'Say which VPN it needs',
        action: { kind: 'edit-server', server: f.server },
      },
    ];
  }
  const { kind, name, canOpen } = f.vpn;
  if (!canOpen) return [{ label: `Start ${name}, then try again.` }];
  const verb = kind === 'openfortivpn' ? 'Start' : 'Open';
  return [{ label: `${verb} ${name}`, action: { kind: 'open-vpn', vpn: kind } }];
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
