/** Tells the cause of a failed handshake or a lost link from what was seen. Pure. */
import { type Problem, problemOf } from '../kit/outcome';
import { printable } from '../kit/printable';
import type { ResolvedServer } from '../servers/resolved';
import type { AlgorithmLists, Peer } from './first-bytes';
import { type ConnectionFacts, connectionProblem } from './words';
import type { Tried } from './words-sign-in';

/** How far the server had come. */
export type Phase = 'banner' | 'host-key' | 'sign-in';

export interface Seen {
  server: ResolvedServer;
  phase: Phase;
  /** The library's error, or null when our deadline passed. */
  error: Error | null;
  peer: Peer;
  theirs: AlgorithmLists | null;
  ours: { kex: string[]; serverHostKey: string[]; cipher: string[]; hmac: string[] };
  seconds: number;
  /** The other side, or the network, ended the connection; otherwise it is we who refuse to go on. */
  hungUp: boolean;
  /** A person was being asked. */
  waiting: boolean;
  tried: Tried[];
  agentKeysLeftOut: number;
}

export function explainFailure(seen: Seen): ConnectionFacts {
  if (seen.phase === 'sign-in') return duringSignIn(seen);
  const { name, host, port } = seen.server;
  const where = { server: name, host, port };
  const { peer, seconds } = seen;
  if (peer.kind === 'silent') {
    return seen.error === null
      ? { kind: 'silent', ...where, seconds }
      : { kind: 'dropped', ...where };
  }
  if (peer.kind === 'other') {
    const { text, looksLike } = peer;
    // sshd's own sentences before it drops a client (sshd.c, MaxStartups and PerSourcePenalties).
    if (/^(Exceeded MaxStartups|Not allowed at this time)/.test(text)) {
      return { kind: 'busy', ...where, text };
    }
    return { kind: 'not-ssh', ...where, text, looksLike };
  }
  if (!/^(2\.|1\.99)/.test(peer.protocol)) {
    return { kind: 'old-protocol', ...where, protocol: printable(peer.protocol, 10) };
  }
  const mismatch = noCommonAlgorithm(seen);
  if (mismatch) return { kind: 'no-algorithm', ...where, ...mismatch };
  if (seen.error === null) {
    const step = seen.phase === 'host-key' ? 'proving its host key' : 'agreeing on the encryption';
    return { kind: 'handshake-timeout', ...where, seconds, step };
  }
  const { server, host: h } = where;
  if (seen.waiting && seen.hungUp) {
    return {
      kind: 'auth-closed',
      server,
      host: h,
      user: seen.server.user,
      waiting: true,
      said: null,
    };
  }
  return { kind: 'handshake', ...where, detail: printable(seen.error.message, 300) };
}

/** Names in the list of methods that are no methods: what a side supports (RFC 8308, 2.1). */
const SIGNALS = /^(kex-strict-|ext-info-)/;

function noCommonAlgorithm({ ours, theirs }: Seen) {
  if (!theirs) return null;
  const pairs = [
    {
      about: 'key exchange method',
      ours: ours.kex,
      theirs: theirs.kex.filter((name) => !SIGNALS.test(name)),
    },
    { about: 'host key type', ours: ours.serverHostKey, theirs: theirs.hostKey },
    { about: 'cipher', ours: ours.cipher, theirs: theirs.cipher },
    // The GCM ciphers bring their own check and need no MAC.
    ...(theirs.cipher.some((name) => name.includes('gcm'))
      ? []
      : [{ about: 'message check (MAC)', ours: ours.hmac, theirs: theirs.mac }]),
  ];
  return pairs.find((pair) => !pair.ours.some((name) => pair.theirs.includes(name))) ?? null;
}

/** RFC 4253, 11.1. OpenSSH reports "Too many authentication failures" as a protocol error. */
const PROTOCOL_ERROR = 2;
const NO_MORE_AUTH_METHODS = 14;

function duringSignIn(seen: Seen): ConnectionFacts {
  const { name: server, host, user, port } = seen.server;
  const { tried, agentKeysLeftOut, waiting } = seen;
  const code = disconnectCode(seen.error);
  if (code === PROTOCOL_ERROR || code === NO_MORE_AUTH_METHODS) {
    const said = printable(seen.error?.message ?? '', 300);
    return { kind: 'too-many-tries', server, host, user, tried, agentKeysLeftOut, said };
  }
  if (seen.error === null) {
    const { seconds } = seen;
    const step = `${user} was signing in`;
    return { kind: 'handshake-timeout', server, host, port, seconds, step };
  }
  if (code === undefined && !seen.hungUp) {
    return { kind: 'protocol', server, detail: printable(seen.error.message, 300) };
  }
  const said = code === undefined ? null : printable(seen.error.message, 300);
  return { kind: 'auth-closed', server, host, user, waiting, said };
}

/** The library puts the reason of SSH_MSG_DISCONNECT into `code` as a number. */
function disconnectCode(error: Error | null): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : undefined;
}

/** Why a working link is gone. */
export function explainLoss(server: string, error: Error | null): Problem {
  if (error === null) return connectionProblem({ kind: 'lost', server, how: 'closed' });
  const below = problemOf(error);
  const detail = below ? below.what : printable(error.message, 300);
  const level = (error as { level?: unknown }).level;
  if (level === 'client-timeout') {
    return connectionProblem({ kind: 'lost', server, how: 'silence', detail });
  }
  const how = disconnectCode(error) === undefined ? 'reset' : 'told';
  return connectionProblem({ kind: 'lost', server, how, detail });
}
