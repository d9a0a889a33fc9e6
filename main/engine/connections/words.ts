/**
 * Facts about a failed connection, turned into sentences: the only place where this room writes
 * words about failures. Host keys and sign-in have their own pages (words-host-key, words-sign-in).
 */
import type { QuestionBody } from '../../../preload/contract/questions';
import { cancelled, type NextStep, type Problem, ProblemError, problem } from '../kit/outcome';
import { type HostKeyFacts, hostKeyProblem } from './words-host-key';
import { type ProxyFacts, proxyProblem } from './words-proxy';
import { type SignInFacts, signInProblem } from './words-sign-in';
import { type VpnFacts, vpnProblem } from './words-vpn';

type Where = {
  server: string;
  host: string;
  port: number;
};

export type NetworkFacts =
  | (Where & { kind: 'unresolved'; code: string })
  | VpnFacts
  | (Where & { kind: 'refused' })
  | (Where & { kind: 'timed-out'; seconds: number })
  | (Where & { kind: 'unreachable'; code: string })
  | (Where & { kind: 'network'; code: string; detail: string })
  | (Where & { kind: 'silent'; seconds: number })
  | (Where & { kind: 'not-ssh'; text: string; looksLike: string | null })
  | (Where & { kind: 'old-protocol'; protocol: string })
  | (Where & { kind: 'busy'; text: string })
  | (Where & { kind: 'dropped' })
  | (Where & { kind: 'no-algorithm'; about: string; ours: string[]; theirs: string[] })
  | (Where & { kind: 'handshake'; detail: string })
  | (Where & { kind: 'handshake-timeout'; seconds: number; step: string })
  | (Where & { kind: 'proxy-command'; command: string })
  | (Where & { kind: 'proxy-command-failed'; command: string; how: string; said: string })
  | (Where & { kind: 'jump'; hop: string; cause: Problem });

export type LinkFacts =
  | {
      kind: 'lost';
      server: string;
      how: 'silence' | 'closed' | 'reset' | 'told' | 'moved';
      detail?: string;
    }
  | { kind: 'disconnected'; server: string }
  | { kind: 'protocol'; server: string; detail: string }
  | {
      kind: 'sign-in-needed';
      server: string;
      /** What a person would be asked; null when the last sign-in asked something. */
      waitsFor: QuestionBody['kind'] | null;
    }
  | { kind: 'too-many-sessions'; server: string }
  | { kind: 'gave-way'; server: string }
  | { kind: 'channel-refused'; server: string; what: string; detail: string }
  | { kind: 'forward-refused'; server: string; target: string; detail: string }
  | { kind: 'forward-prohibited'; server: string; target: string }
  | { kind: 'no-sftp'; server: string; detail: string }
  | { kind: 'process-gone'; server: string }
  | { kind: 'script-garbled'; server: string; detail: string }
  | { kind: 'script-timeout'; server: string; seconds: number }
  | { kind: 'script-too-long'; server: string; bytes: number };

export type ConnectionFacts = NetworkFacts | LinkFacts | HostKeyFacts | ProxyFacts | SignInFacts;

/** The one function from facts to the user's sentence. */
export function connectionProblem(facts: ConnectionFacts): Problem {
  if (facts.kind in network) return pick(network, facts as NetworkFacts);
  if (facts.kind in link) return pick(link, facts as LinkFacts);
  return hostKeyProblem(facts) ?? proxyProblem(facts) ?? signInProblem(facts as SignInFacts);
}

/** The same as something to throw. */
export function connectionError(facts: ConnectionFacts, cause?: unknown): ProblemError {
  return new ProblemError(connectionProblem(facts), { cause });
}

export function cancelledError(): ProblemError {
  return new ProblemError(cancelled);
}

type Table<F extends { kind: string }> = {
  [K in F['kind']]: (facts: Extract<F, { kind: K }>) => Problem;
};

function pick<F extends { kind: string }>(table: Table<F>, facts: F): Problem {
  const write = table[facts.kind as F['kind']] as (facts: F) => Problem;
  return write(facts);
}

const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };
const doctor = (server: string): NextStep => ({
  label: 'Check the connection step by step',
  action: { kind: 'open-doctor', server },
});
const edit = (server: string): NextStep => ({
  label: 'Check the host name, port and user of this server',
  action: { kind: 'edit-server', server },
});
const seconds = (count: number) => (count === 1 ? '1 second' : `${count} seconds`);
/** Whether most of it is plain letters: what else answers on a port would be shown as gibberish. */
const isText = (text: string) => text.replace(/[^ -~]/g, '').length >= text.length * 0.8;

const at = (facts: Where) => `${facts.host}, port ${facts.port}`;

const network: Table<NetworkFacts> = {
  unresolved: (f) =>
    problem('connections/unresolved', `The name ${f.host} could not be found.`, {
      why:
        f.code === 'EAI_AGAIN'
          ? 'The name service did not answer: this computer may be offline or outside the VPN.'
          : 'No such name is known here: a typing error, or a name that exists only inside the VPN.',
      next: [
        edit(f.server),
        'If the server is in a company or campus network, start its VPN.',
        retry,
      ],
      facts: f,
    }),
  'vpn-needed': vpnProblem,
  refused: (f) =>
    problem('connections/refused', `${f.host} refused the connection on port ${f.port}.`, {
      why: 'The machine answers, but no SSH server listens on that port: it may be starting just now, use another port, or stand behind a firewall.',
      next: [edit(f.server), 'Ask the administrator which port SSH uses there.', retry],
      facts: f,
    }),
  'timed-out': (f) =>
    problem('connections/timed-out', `${at(f)} did not answer within ${seconds(f.seconds)}.`, {
      why: 'The machine is off, or a firewall drops the packets, or the VPN is not running.',
      next: [
        'If the server is in a company or campus network, start its VPN.',
        doctor(f.server),
        retry,
      ],
      facts: f,
    }),
  unreachable: (f) =>
    problem('connections/unreachable', `There is no way from here to ${f.host}.`, {
      why: 'This computer has no route to that network: it is offline, or the VPN is not running.',
      next: ['Check the network of this computer and start the VPN if one is needed.', retry],
      facts: f,
    }),
  network: (f) =>
    problem('connections/network', `The connection to ${at(f)} failed (${f.code}).`, {
      next: [doctor(f.server), retry],
      facts: f,
      detail: f.detail,
    }),
  silent: (f) =>
    problem('connections/silent', `${at(f)} accepted the connection but said nothing.`, {
      why: `An SSH server speaks first; nothing came within ${seconds(f.seconds)}. Another kind of service may listen there, or the server is overloaded.`,
      next: [edit(f.server), doctor(f.server), retry],
      facts: f,
    }),
  'not-ssh': (f) =>
    problem('connections/not-ssh', `What answers at ${at(f)} is not an SSH server.`, {
      why: f.looksLike
        ? `It looks like ${f.looksLike}: "${f.text}".`
        : isText(f.text)
          ? `It said: "${f.text}". A login page of a network (captive portal) does this too.`
          : 'It answered in bytes that are no text: some other program listens on that port.',
      next: [edit(f.server), retry],
      facts: f,
    }),
  'old-protocol': (f) =>
    problem('connections/old-protocol', `${f.host} speaks only SSH ${f.protocol}.`, {
      why: 'That version of the protocol is broken and no longer supported.',
      next: ['Ask the administrator to update the SSH server.'],
      facts: f,
    }),
  busy: (f) =>
    problem('connections/busy', `${f.host} turned the connection away before sign-in.`, {
      why: `The server said: "${f.text}". Too many people are signing in at once (MaxStartups), or it has shut out this address for a while.`,
      next: ['Wait a minute, then try again.', retry],
      facts: f,
    }),
  dropped: (f) =>
    problem('connections/dropped', `${f.host} closed the connection before saying anything.`, {
      why: 'The server is over its limit of sign-ins at once (MaxStartups), it does not allow this address, or a firewall cut in. Your password or key was not even looked at.',
      next: ['Wait a minute, then try again.', doctor(f.server), retry],
      facts: f,
    }),
  'no-algorithm': (f) =>
    problem('connections/no-algorithm', `${f.host} and Labmate have no ${f.about} in common.`, {
      why: `The server offers only: ${f.theirs.join(', ') || 'nothing'}. Labmate offers: ${f.ours.join(', ')}.`,
      next: [`Ask the administrator to allow one of Labmate's (for example ${f.ours[0]}).`],
      facts: f,
    }),
  handshake: (f) =>
    problem('connections/handshake', `The SSH handshake with ${at(f)} failed.`, {
      why: 'The server or something between closed the connection or sent what does not belong there.',
      next: [doctor(f.server), retry],
      facts: f,
      detail: f.detail,
    }),
  'handshake-timeout': (f) =>
    problem('connections/handshake-timeout', `${f.host} stopped answering while ${f.step}.`, {
      why: `Nothing came for ${seconds(f.seconds)}. The server may be overloaded, or the network loses big packets (a known fault of some VPNs).`,
      next: [doctor(f.server), retry],
      facts: f,
    }),
  'proxy-command': (f) =>
    problem(
      'connections/proxy-command',
      `The ssh config reaches ${f.server} through a ProxyCommand, which you did not allow to run.`,
      {
        why: 'A ProxyCommand is any program of this computer. Labmate runs it only when you say so.',
        next: [retry, 'If it leads over another server, write "ProxyJump gateway" instead.'],
        facts: f,
        detail: f.command,
      },
    ),
  'proxy-command-failed': (f) =>
    problem('connections/proxy-command-failed', `The ProxyCommand of ${f.server} ${f.how}.`, {
      why: f.said === '' ? 'It said nothing.' : `It said: ${f.said}`,
      next: ['Run the command in a terminal to see why it fails.', retry],
      facts: f,
      detail: f.command,
    }),
  jump: (f) =>
    problem(
      'connections/jump-failed',
      `${f.server} could not be reached: the jump host ${f.hop} failed. ${f.cause.what}`,
      {
        ...(f.cause.why === undefined ? {} : { why: f.cause.why }),
        next: f.cause.next,
        facts: { server: f.server, hop: f.hop, cause: f.cause.tag, causeFacts: f.cause.facts },
        ...(f.cause.detail === undefined ? {} : { detail: f.cause.detail }),
      },
    ),
};

const LOST_BECAUSE = {
  silence: 'The server stopped answering: it is down or the network between is.',
  moved: 'This computer has left the network that the connection went through.',
  closed: 'The server closed the connection.',
  reset: 'The connection was cut, by the network, a firewall or the server.',
  told: 'The server ended the connection.',
} as const;

const WAITS_FOR: Readonly<Record<QuestionBody['kind'], string>> = {
  'host-key': 'Its host key is not known here yet: you look at it once before anything is sent.',
  passphrase: 'Your key is locked with a passphrase, which only you know.',
  password: 'It asks for your password, which Labmate does not keep.',
  'keyboard-interactive': 'It asks questions (a password or a code) that only you can answer.',
  confirm: 'It waits for your word.',
};

/** A host key that nobody has looked at yet is no sign-in. */
function needsYou({ server, waitsFor }: Extract<LinkFacts, { kind: 'sign-in-needed' }>): string {
  return waitsFor === 'host-key'
    ? `The host key of ${server} waits for you to look at it.`
    : `${server} needs you to sign in.`;
}

const link: Table<LinkFacts> = {
  lost: (f) =>
    problem('connections/lost', `The connection to ${f.server} was lost.`, {
      why: LOST_BECAUSE[f.how],
      next: [retry, doctor(f.server)],
      facts: f,
      ...(f.detail === undefined ? {} : { detail: f.detail }),
    }),
  disconnected: (f) =>
    problem('connections/disconnected', `The connection to ${f.server} was closed here.`, {
      next: [retry],
      facts: f,
    }),
  protocol: (f) =>
    problem('connections/protocol', `The connection to ${f.server} was ended for safety.`, {
      why: 'The server sent what the SSH protocol does not allow. It may be broken or taken over.',
      next: ['Tell the administrator of this server before you connect again.'],
      facts: f,
      detail: f.detail,
    }),
  'sign-in-needed': (f) =>
    problem('connections/sign-in-needed', needsYou(f), {
      why:
        f.waitsFor === null
          ? 'The last sign-in asked you for something (a password or a code), so Labmate does not repeat it by itself.'
          : WAITS_FOR[f.waitsFor],
      next: [{ label: 'Connect', action: { kind: 'retry' } }],
      facts: f,
    }),
  'too-many-sessions': (f) =>
    problem('connections/too-many-sessions', `${f.server} allows no further session now.`, {
      why: 'The server limits sessions in one connection (MaxSessions, usually 10).',
      next: ['Close a terminal or another activity on this server.', retry],
      facts: f,
    }),
  'gave-way': (f) =>
    problem('connections/gave-way', `The transfer gave its session on ${f.server} back.`, {
      why: 'The server allows few sessions, and somebody needed one.',
      next: ['Try again when a session is free.'],
      facts: f,
    }),
  'channel-refused': (f) =>
    problem('connections/channel-refused', `${f.server} refused to ${f.what}.`, {
      next: [retry],
      facts: f,
      detail: f.detail,
    }),
  'forward-refused': (f) =>
    problem('connections/forward-refused', `Nothing answers at ${f.target} on ${f.server}.`, {
      why: 'The program that should listen there is not running, or listens elsewhere.',
      next: [retry],
      facts: f,
      detail: f.detail,
    }),
  'forward-prohibited': (f) =>
    problem('connections/forward-prohibited', `${f.server} does not allow forwarding.`, {
      why: 'Its administrator has switched off AllowTcpForwarding (or stream-local forwarding).',
      next: ['Ask the administrator of the server.'],
      facts: f,
    }),
  'no-sftp': (f) =>
    problem('connections/no-sftp', `${f.server} offers no file transfer (SFTP).`, {
      why: 'The sftp subsystem is missing or did not start. A login script that prints text can cause it.',
      next: ['Ask the administrator whether "Subsystem sftp" is set up.', retry],
      facts: f,
      detail: f.detail,
    }),
  'process-gone': (f) =>
    problem('connections/process-gone', `The program on ${f.server} has already ended.`, {
      next: [],
      facts: f,
    }),
  'script-garbled': (f) =>
    problem('connections/no-shell', `${f.server} did not run a shell command.`, {
      why: 'The login shell of this account ended or answered something else. Accounts without a shell and broken start-up files do this.',
      next: [doctor(f.server), retry],
      facts: { server: f.server },
      detail: f.detail,
    }),
  'script-timeout': (f) =>
    problem(
      'connections/script-timeout',
      `${f.server} did not finish a command within ${seconds(f.seconds)}.`,
      {
        why: 'The server is overloaded, or a disk there hangs.',
        next: [retry],
        facts: f,
      },
    ),
  'script-too-long': (f) =>
    problem('connections/script-too-long', `A command on ${f.server} printed too much.`, {
      why: `More than ${f.bytes} bytes came back.`,
      next: [],
      facts: f,
    }),
};
