/**
 * What openfortivpn prints, read as it comes: whole lines, and an unfinished one that waits for an answer. Pure;
 * the lines are those of openfortivpn 1.17 to 1.24. What a gateway can put into them is data, never a command.
 */
import { printable } from '../../kit/printable';

/** A longer line is nothing that openfortivpn writes by itself, in characters. */
const MAX_LINE = 2000;
/** Lines that are kept to explain an end. */
const MAX_LINES = 60;

export class Output {
  /** What was printed lately, fit to be shown. */
  readonly lines: string[] = [];
  #rest = '';

  /** @returns lines that are whole now, without their level and colours */
  feed(text: string): string[] {
    const parts = (this.#rest + text.replace(/\x1b\[[0-9;]*m/g, '')).split(/\r*\n/);
    this.#rest = (parts.pop() ?? '').slice(-MAX_LINE);
    const whole = parts.map((line) => printable(line.slice(0, MAX_LINE), MAX_LINE).trim());
    const said = whole.filter((line) => line !== '');
    this.lines.push(...said);
    this.lines.splice(0, this.lines.length - MAX_LINES);
    return said.map((line) => line.replace(/^(INFO|WARN|ERROR|DEBUG):\s+/, ''));
  }

  /** An unfinished line; empty when there is none. It asks for something when nothing follows. */
  get asking(): string {
    return printable(this.#rest, 300).trim();
  }

  /** The unfinished line has been answered. */
  answered(): void {
    this.#rest = '';
  }
}

const steps: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^Connected to gateway\.$/, () => 'Connected to the gateway; signing in'],
  [/^Authenticated\.$/, () => 'Signed in'],
  [/^Remote gateway has allocated a VPN\.$/, () => 'The gateway gives a tunnel'],
  [/^Got addresses: \[([0-9.]+)\]/, (found) => `Address ${found[1]}`],
  [/^Interface (\S{1,16}) is UP\.$/, (found) => `Interface ${found[1]} is up`],
  [/^Setting new routes\.\.\.$/, () => 'Setting routes'],
  [/^Adding VPN nameservers\.\.\.$/, () => 'Setting name servers'],
  [/^Tunnel is up and running\.$/, () => 'The tunnel is up'],
  [/^Cancelling threads\.\.\.$/, () => 'Ending the tunnel'],
  [/^Restoring routes\.\.\.$/, () => 'Restoring routes'],
  [/^Logged out\.$/, () => 'Signed out'],
];

/** What a line says about how far it is, in words for people; null for the others. */
export function stepOf(line: string): string | null {
  for (const [pattern, words] of steps) {
    const found = pattern.exec(line);
    if (found) return words(found);
  }
  return null;
}

export const isUp = (line: string): boolean => line === 'Tunnel is up and running.';
export const isSignedIn = (line: string): boolean => line === 'Authenticated.';
export const asksForPassword = (text: string): boolean => text === 'VPN account password:';

/** The page that a person signs in on: https and the gateway's own, or null. */
export function signInPage(line: string, host: string): string | null {
  const found = /^Authenticate at '([^']+)'$/.exec(line)?.[1];
  if (found === undefined || !URL.canParse(found)) return null;
  const url = new URL(found);
  return url.protocol === 'https:' && url.hostname.toLowerCase() === host.toLowerCase()
    ? url.href
    : null;
}

/** Why it ended, from what it printed. */
export type Ending =
  /** @property digest SHA-256 of the certificate (DER) in hex */
  | { kind: 'certificate'; digest: string; subject: string }
  | { kind: 'refused' }
  | { kind: 'unreachable'; why: string }
  | { kind: 'not-allowed'; why: string }
  | { kind: 'no-ppp' }
  | { kind: 'browser'; why: string }
  | { kind: 'other' };

/** @param lines as `Output` keeps them */
export function endingOf(lines: readonly string[]): Ending {
  const find = (pattern: RegExp) => {
    for (const line of lines) {
      const found = pattern.exec(line);
      if (found) return found;
    }
    return undefined;
  };
  const digest = find(/--trusted-cert ([0-9a-f]{64})$/)?.[1];
  if (digest !== undefined) {
    return { kind: 'certificate', digest, subject: find(/\bCN=(.{1,120})$/)?.[1] ?? '' };
  }
  const refused = /could not authenticate to (the )?gateway|authentication failed/i;
  if (find(refused)) return { kind: 'refused' };
  const unreachable = find(/(?:connect|getaddrinfo|SSL_connect|poll): (.{1,200})$/i);
  if (unreachable) return { kind: 'unreachable', why: unreachable[1] ?? '' };
  const rights = find(
    /(not spawned with root privileges|^sudo: (?!unable to resolve host).*|not in the sudoers file|not allowed to execute|Not authorized|Request dismissed)/i,
  );
  if (rights) return { kind: 'not-allowed', why: rights[0] };
  if (find(/kernel does not support PPP|lacks kernel support for PPP|pppd: No such file/i)) {
    return { kind: 'no-ppp' };
  }
  const browser = find(/(Failed to bind socket.*|saml.*)/i);
  if (browser) return { kind: 'browser', why: browser[0] };
  return { kind: 'other' };
}
