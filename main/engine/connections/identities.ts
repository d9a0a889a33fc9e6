/** Which keys to try at a server, in OpenSSH's order, within the patience that servers have. */
import { existsSync } from 'node:fs';
import type { ParsedKey } from 'ssh2';
import { printable } from '../kit/printable';
import type { ResolvedServer } from '../servers/resolved';
import { Agent, agentPlaces } from './agent';
import type { AttemptContext } from './attempt';
import { type KeyFile, readKeyFile, readPublicKey } from './key-file';
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
  /** What cannot be used of agents and of the config's files: for a failure's sentence. */
  unusable: Tried[];
  agentKeysLeftOut: number;
}

interface Named {
  path: string;
  explicit: boolean;
  file: KeyFile;
  publicKey: ParsedKey | null;
  /** A certificate for it lies beside it, which ssh would show to the server (ssh(1)). */
  certified: boolean;
}

export async function findIdentities(
  server: ResolvedServer,
  context: AttemptContext,
): Promise<Identities> {
  const named: Named[] = [];
  for (const { path, explicit } of server.identityFiles) {
    const file = await readKeyFile(path);
    const publicKey = await publicKeyOf(path, file);
    const certified = existsSync(`${path}-cert.pub`);
    named.push({ path, explicit, file, publicKey, certified });
  }
  const { held, unusable } = await agentKeys(server, context);
  const matches = (key: ParsedKey) =>
    named.find(({ publicKey }) => publicKey && isSame(publicKey, key));
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
    unusable: [...unusable, ...named.filter(({ explicit }) => explicit).flatMap(whyUnusable)],
    agentKeysLeftOut: Math.max(0, others.length - room),
  };
}

async function publicKeyOf(path: string, file: KeyFile): Promise<ParsedKey | null> {
  if (file.kind === 'plain') return file.key;
  if (file.kind === 'encrypted') return file.publicKey;
  // The private key may live in the agent alone, with only the public file here (ssh_config(5)).
  return (await readPublicKey(`${path}.pub`)) ?? (await readPublicKey(path));
}

interface FromAgents {
  held: Extract<Identity, { kind: 'agent' }>[];
  /** Says of an agent that somebody set up and that does not answer, and of keys of other kinds. */
  unusable: Tried[];
}

async function agentKeys(server: ResolvedServer, context: AttemptContext): Promise<FromAgents> {
  const found: FromAgents = { held: [], unusable: [] };
  for (const { path, isSetUp } of agentPlaces(server.identityAgent)) {
    const agent = new Agent(path);
    const skipped = (what: string, why: string) =>
      found.unusable.push({ method: 'publickey', what, outcome: 'skipped', why });
    try {
      const { keys, unusable } = await context.patiently(() => agent.keys(context.signal));
      for (const { what, why } of unusable) skipped(what, why);
      for (const key of keys) {
        // The same key in two agents is one try.
        if (found.held.some((one) => isSame(one.key, key))) continue;
        const what = `the agent's key ${printable(key.comment || key.type, 80)}`;
        found.held.push({ kind: 'agent', what, key, agent });
      }
    } catch (error) {
      if (context.signal.aborted) throw error;
      // Like ssh: no agent is no failure, the other ways remain.
      context.log.info('the ssh agent cannot be used', { error: (error as Error).message });
      if (isSetUp) skipped(`the ssh agent at ${printable(path, 200)}`, 'it does not answer');
    }
  }
  return found;
}

const isSame = (a: ParsedKey, b: ParsedKey) => a.getPublicSSH().equals(b.getPublicSSH());

function usable({ path, file, certified }: Named): Exclude<Identity, { kind: 'agent' }>[] {
  const without = certified ? ' without its certificate, which Labmate cannot show to servers' : '';
  const what = `the key ${printable(path, 200)}${without}`;
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
