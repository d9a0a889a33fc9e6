/** The sentences about openfortivpn: one function from facts to the person's problem. */
import type { NextStep, Problem } from '../../kit/outcome';
import { ProblemError, problem } from '../../kit/outcome';

export type Facts =
  | { kind: 'not-installed' }
  | { kind: 'no-terminal' }
  | { kind: 'bad-gateway'; fault: string }
  | { kind: 'running'; gateway: string }
  | { kind: 'no-rights'; why: string }
  | { kind: 'unreachable'; gateway: string; why: string }
  | { kind: 'refused'; gateway: string; user: string }
  | { kind: 'not-trusted'; gateway: string; digest: string }
  | { kind: 'certificate-changed'; gateway: string; digest: string; trusted: string }
  | { kind: 'no-ppp' }
  | { kind: 'no-browser'; version: string }
  | { kind: 'browser-failed'; gateway: string; why: string }
  | { kind: 'ended'; gateway: string; wasUp: boolean; code: number | null };

const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };

export function vpnError(facts: Facts, lines: readonly string[] = []): ProblemError {
  return new ProblemError(vpnProblem(facts, lines));
}

/** @param lines what it printed last */
export function vpnProblem(f: Facts, lines: readonly string[] = []): Problem {
  const make = (what: string, why: string | undefined, ...next: (NextStep | string)[]) =>
    problem(`vpn/${f.kind}`, what, {
      ...(why !== undefined && { why }),
      next,
      facts: { ...f },
      ...(lines.length > 0 && { detail: lines.slice(-20).join('\n') }),
    });
  switch (f.kind) {
    case 'not-installed':
      return make(
        'openfortivpn is not installed on this computer.',
        'It is the free program that speaks to FortiGate gateways. Labmate starts it, but does not bring it.',
        { label: 'Copy the command that installs it', action: installer() },
        retry,
      );
    case 'no-terminal':
      return make(
        'The program "script" is missing on this computer.',
        'openfortivpn is run on a terminal of its own, which "script" makes.',
        'Install util-linux, then try again.',
      );
    case 'bad-gateway':
      return make(f.fault, undefined);
    case 'running':
      return make(
        `The VPN to ${f.gateway} is on already.`,
        undefined,
        'Stop it first, then start the other one.',
      );
    case 'no-rights':
      return make(
        'This computer does not let you start openfortivpn.',
        `It changes routes and name servers, for which it needs administrator rights. ${f.why}`.trim(),
        'Ask whoever administers this computer for the right to run openfortivpn.',
        retry,
      );
    case 'unreachable':
      return make(
        `The VPN gateway ${f.gateway} does not answer.`,
        f.why === '' ? undefined : `openfortivpn says: ${f.why}.`,
        'Look whether this computer is online, and whether the address is right.',
        retry,
      );
    case 'refused':
      return make(
        `${f.gateway} refused the sign-in of ${f.user || 'this account'}.`,
        'The password or the code may be wrong, or this account may not use the VPN. It was tried once only: some gateways lock an account after a few tries.',
        retry,
      );
    case 'not-trusted':
      return make(
        `The certificate of ${f.gateway} was not trusted, so nothing was sent.`,
        `Its SHA-256 digest is ${f.digest}.`,
        "Ask the gateway's administrators for the digest, and compare.",
        retry,
      );
    case 'certificate-changed':
      return make(
        `${f.gateway} shows another certificate than the one you trusted.`,
        `It was ${f.trusted}, and is ${f.digest} now. Certificates are renewed, often every year; but somebody between you and the gateway would look the same. Nothing was sent.`,
        "Ask the gateway's administrators whether it was renewed. If so, forget the gateway here and start it anew.",
      );
    case 'no-ppp':
      return make(
        'This computer cannot make the interface of the VPN.',
        'pppd is missing, or the kernel was built without PPP.',
        'Install the package "ppp"; in a container, ask for the device /dev/ppp.',
        retry,
      );
    case 'no-browser':
      return make(
        `openfortivpn ${f.version} cannot sign in through a browser.`,
        'That came with version 1.23.',
        'Install a newer openfortivpn, or sign in with a password.',
      );
    case 'browser-failed':
      return make(
        `Signing in to ${f.gateway} through the browser failed.`,
        `openfortivpn says: ${f.why}.`,
        retry,
      );
    case 'ended':
      return make(
        f.wasUp ? `The VPN to ${f.gateway} has ended.` : `The VPN to ${f.gateway} did not come up.`,
        f.wasUp ? 'The gateway or the network ended it.' : undefined,
        retry,
      );
  }
}

function installer() {
  const text =
    process.platform === 'darwin' ? 'brew install openfortivpn' : 'sudo apt install openfortivpn';
  return { kind: 'copy', text } as const;
}
