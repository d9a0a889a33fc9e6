/** The ssh-agents of this computer: where they are, which keys they hold, and signing with one. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { describePublic, KeyFault } from '../keys/formats/index';
import { printable } from '../kit/printable';
import { type HeldKey, listHeld, signWith } from './agent-protocol';
import { certificateWords, securityKeyWords } from './key-file';

const { utils } = ssh2;

/** A healthy agent lists its keys at once; one that waits for a person to unlock it may take longer. */
const LIST_MS = 10_000;

const PIPES = '\\\\.\\pipe\\';
/** Where Windows' own OpenSSH agent listens; 1Password and Bitwarden take the same name there. */
const WINDOWS_PIPE = `${PIPES}openssh-ssh-agent`;
/** Where 1Password listens elsewhere, as its manual says (developer.1password.com/docs/ssh/agent). */
const ONE_PASSWORD = {
  darwin: 'Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock',
  linux: '.1password/agent.sock',
} as const;

export interface AgentPlace {
  path: string;
  /** Somebody set it up; at the usual places there may be nobody, and of that nothing is said. */
  isSetUp: boolean;
}

/** What is looked at to find agents; tests give their own. */
export interface AgentWorld {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
  user: string;
  /** Names of the open pipes of Windows. */
  pipes(): string[];
  exists(path: string): boolean;
}

/** The agents' sockets or pipes, the first to ask first. `configured` is `IdentityAgent`. */
export function agentPlaces(configured: string | null, world = thisWorld()): AgentPlace[] {
  if (configured === 'none') return [];
  if (configured !== null) return [{ path: configured, isSetUp: true }];
  const { environment, platform, home, user } = world;
  const socket = environment['SSH_AUTH_SOCK'];
  const own: AgentPlace[] = socket ? [{ path: socket, isSetUp: true }] : [];
  if (platform === 'win32') {
    if (!socket) own.push({ path: WINDOWS_PIPE, isSetUp: false });
    return [...own, ...pageants(world.pipes(), user)];
  }
  const { [platform as 'linux']: place } = ONE_PASSWORD;
  const path = place === undefined ? undefined : join(home, place);
  if (!socket && path !== undefined && world.exists(path)) return [{ path, isSetUp: false }];
  return own;
}

/**
 * Pageant's pipe is `pageant.<user>.<hash>`; the hash is made from a secret of the session (PuTTY,
 * windows/utils/agent_named_pipe_name.c), so the name is looked for and not computed.
 */
function pageants(pipes: readonly string[], user: string): AgentPlace[] {
  const start = `pageant.${user}.`.toLowerCase();
  return pipes
    .filter((name) => name.toLowerCase().startsWith(start) && !/[\\/]/.test(name))
    .map((name) => ({ path: PIPES + name, isSetUp: false }));
}

function thisWorld(): AgentWorld {
  return {
    environment: process.env,
    platform: process.platform,
    home: homedir(),
    user: process.platform === 'win32' ? userInfo().username : '',
    pipes: () => {
      try {
        return readdirSync(PIPES);
      } catch {
        // Some sandboxes do not let pipes be listed: then Pageant's is not found.
        return [];
      }
    },
    exists: existsSync,
  };
}

export interface AgentKeys {
  keys: ParsedKey[];
  /** Keys of kinds that cannot be used, in words. */
  unusable: { what: string; why: string }[];
}

export class Agent {
  constructor(readonly path: string) {}

  /** @throws Error when no agent answers. */
  async keys(signal: AbortSignal): Promise<AgentKeys> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('the agent does not answer')), LIST_MS);
    const stop = () => late.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return sorted(await listHeld(this.path, late.signal));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  sign(key: ParsedKey, data: Buffer, hash: string | undefined): Promise<Buffer> {
    return signWith(this.path, key.getPublicSSH(), data, hash);
  }
}

function sorted(held: readonly HeldKey[]): AgentKeys {
  const found: AgentKeys = { keys: [], unusable: [] };
  for (const { blob, comment } of held) {
    const why = whyNot(blob);
    const parsed = why === null ? utils.parseKey(blob) : null;
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key && !(key instanceof Error)) {
      found.keys.push(Object.assign(key, { comment }));
      continue;
    }
    const what = `the agent's key ${printable(comment || 'without a name', 80)}`;
    found.unusable.push({ what, why: why ?? 'its kind is not known to Labmate' });
  }
  return found;
}

function whyNot(blob: Buffer): string | null {
  try {
    const { type } = describePublic(blob);
    if (/-cert-v\d\d@openssh\.com$/.test(type)) return certificateWords;
    return type.startsWith('sk-') ? securityKeyWords : null;
  } catch (error) {
    if (error instanceof KeyFault) return 'it makes no sense';
    throw error;
  }
}
