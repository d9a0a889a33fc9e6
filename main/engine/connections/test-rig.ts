/** For tests of this room only: a host that answers from a script, and a server's settings. */

import ssh2 from 'ssh2';
import type { Answer, QuestionBody } from '../../../preload/contract/questions';
import type { Host } from '../host';
import { logTo } from '../kit/log';
import type { ResolvedServer } from '../servers/resolved';

/** Answers a question, or undefined for "dismissed". */
export type Answerer = (
  question: QuestionBody,
  signal: AbortSignal,
) => Answer | undefined | Promise<Answer | undefined>;

export interface ScriptedHost extends Host {
  /** Every question that was asked, in order. */
  readonly asked: QuestionBody[];
  readonly kept: Map<string, string>;
  readonly entries: { text: string; data?: Record<string, unknown> }[];
}

export function scriptedHost(answerer: Answerer = () => undefined): ScriptedHost {
  const asked: QuestionBody[] = [];
  const kept = new Map<string, string>();
  const entries: { text: string; data?: Record<string, unknown> }[] = [];
  return {
    asked,
    kept,
    entries,
    log: logTo((entry) => entries.push(entry)),
    paths: { data: '/nonexistent', ssh: '/nonexistent', resources: '/nonexistent' },
    ask: async (body, signal) => {
      asked.push(body);
      return (await answerer(body, signal)) ?? { kind: 'dismissed' };
    },
    secrets: {
      get: async (key) => kept.get(key),
      keepForSession: async (key, secret) => {
        kept.set(key, secret);
      },
      forget: async (key) => {
        kept.delete(key);
      },
    },
    redeemGrant: async () => undefined,
    makeGrant: async () => '',
    openUrl: async () => {},
    openPath: async () => {},
    notify() {},
    testProcedures: false,
  };
}

/** A key of the library's (ssh2 1.17), which writes one in three hundred so that nobody can read it. */
export function soundKeyPair(type: 'ed25519' | 'ecdsa' = 'ed25519'): {
  private: string;
  public: string;
} {
  for (;;) {
    const made =
      type === 'ecdsa'
        ? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 })
        : ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(made.private) instanceof Error)) return made;
  }
}

/** Settings as ssh's defaults make them, without keys, agent and known hosts unless told. */
export function resolvedServer(
  where: Pick<ResolvedServer, 'name' | 'host' | 'port' | 'user'>,
  more: Partial<ResolvedServer> = {},
): ResolvedServer {
  return {
    ...where,
    identityFiles: [],
    identitiesOnly: false,
    identityAgent: 'none',
    jumps: [],
    proxy: null,
    hostKeyAlias: null,
    userKnownHostsFiles: [],
    globalKnownHostsFiles: [],
    strictHostKeyChecking: 'ask',
    hashKnownHosts: false,
    addressFamily: 'any',
    setEnv: [],
    sendEnv: [],
    updateHostKeys: 'no',
    connectTimeoutSeconds: 0,
    serverAliveIntervalSeconds: 0,
    serverAliveCountMax: 3,
    proxyCommand: null,
    unsupported: [],
    ...more,
  };
}
