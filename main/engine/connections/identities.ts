/** Which keys to try at a server, in OpenSSH's order, within the patience that servers have. */
import type { ParsedKey } from 'ssh2';
import type { ResolvedServer } from '../servers/resolved';
import { Agent, agentPath } from './agent';
import type { AttemptContext } from './attempt';
import { type KeyFile, readKeyFile, readPublicKey } from './key-file';
import { printable } from './printable';
import type { Tried } from './words-sign-in';

/**
 * sshd hangs up after MaxAuthTries failures (6 by default), and each refused key is one. Leaving
 * one try for a password means five keys at most.
 */
export const MAX_KEY_TRIES = 5;

export type Identity =
  | { kind: 'agent'; what: string; key: ParsedKey; agent: Agent }
  | { kind: 'file'; what: string; path: string; file: Extract<KeyFile, { kind: 'plain' }> }
  | { kind: 'locked'; what: string; path: string; file: Extract<KeyFile, { kind: 'encrypted' }> };

export interface Identities {
  list: Identity[];
  /** A silent agent, and files of the config that cannot be used: for a failure's sentence. */
  unusable: Tried[];
  agentKeysLeftOut: number;
}

interface Named {
  path: string;
  explicit: boolean;
  file: KeyFile;
  publicKey: ParsedKey | null;
}

export async function findIdentities(
  server: ResolvedServer,
  context: AttemptContext,
): Promise<Identities> {
  const named: Named[] = [];
  for (const { path, explicit } of server.identityFiles) {
    const file = await readKeyFile(path);
    const publicKey = await publicKeyOf(path, file);
    named.push({ path, explicit, file, publicKey });
  }
  const { held, silent } = await agentKeys(server, context);
  const matches = (key: ParsedKey) =>
    named.find(({ publicKey }) => publicKey?.getPublicSSH().equals(key.getPublicSSH()));
  const fromAgent = held.filter(({ key }) => matches(key));
  const others = server.identitiesOnly ? [] : held.filter(({ key }) => !matches(key));
  const inAgent = new Set(fromAgent.map(({ key }) => matches(key)?.path));
  const files = named.filter(({ path }) => !inAgent.has(path)).flatMap(usable);
  // The keys that the config names come in any case; the agent's others share what is left.
  const wanted = files.filter(({ path }) => named.some((n) => n.path === path && n.explicit));
  const room = Math.max(1, MAX_KEY_TRIES - fromAgent.length - wanted.length);
  const list = [...fromAgent, ...others.slice(0, room), ...files].slice(0, MAX_KEY_TRIES + 1);
  return {
    list,
    unusable: [...silent, ...named.filter(({ explicit }) => explicit).flatMap(whyUnusable)],
    agentKeysLeftOut: Math.max(0, others.length - room),
  };
}

async function publicKeyOf(path: string, file: KeyFile): Promise<ParsedKey | null> {
  if (file.kind === 'plain') return file.key;
  if (file.kind === 'encrypted') return file.publicKey;
  // The private key may live in the agent alone, with only the public file here (ssh_config(5)).
  return (await readPublicKey(`${path}.pub`)) ?? (await readPublicKey(path));
}

interface AgentKeys {
  held: Extract<Identity, { kind: 'agent' }>[];
  /** Says that the agent which somebody set up does not answer. */
  silent: Tried[];
}

async function agentKeys(server: ResolvedServer, context: AttemptContext): Promise<AgentKeys> {
  const path = agentPath(server.identityAgent);
  if (path === null) return { held: [], silent: [] };
  const agent = new Agent(path);
  try {
    const keys = await context.patiently(() => agent.keys(context.signal));
    const held = keys.map((key) => ({
      kind: 'agent' as const,
      what: `the agent's key ${printable(key.comment || key.type, 80)}`,
      key,
      agent,
    }));
    return { held, silent: [] };
  } catch (error) {
    if (context.signal.aborted) throw error;
    // Like ssh: no agent is no failure, the other ways remain.
    context.log.info('the ssh agent cannot be used', { error: (error as Error).message });
    // Windows has a default pipe at which usually nobody listens: of that nothing is said.
    const isSetUp = server.identityAgent !== null || Boolean(process.env['SSH_AUTH_SOCK']);
    const what = `the ssh agent at ${printable(path, 200)}`;
    const why = 'it does not answer';
    const silent: Tried = { method: 'publickey', what, outcome: 'skipped', why };
    return { held: [], silent: isSetUp ? [silent] : [] };
  }
}

function usable({ path, file }: Named): Exclude<Identity, { kind: 'agent' }>[] {
  const what = `the key ${printable(path, 200)}`;
  if (file.kind === 'plain') return [{ kind: 'file', what, path, file }];
  if (file.kind === 'encrypted') return [{ kind: 'locked', what, path, file }];
  return [];
}

function whyUnusable({ path, file }: Named): Tried[] {
  const skipped = (why: string): Tried[] => [
    { method: 'publickey', what: `the key ${printable(path, 200)}`, outcome: 'skipped', why },
  ];
  if (file.kind === 'missing') return skipped('the file does not exist');
  if (file.kind === 'unreadable') return skipped(`it cannot be read: ${file.why}`);
  if (file.kind === 'unsupported') return skipped(file.why);
  return [];
}
