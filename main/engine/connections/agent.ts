/** The ssh-agent: which keys it holds, and signing with one of them. */
import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import { raceAbort } from './race-abort';

const { OpenSSHAgent, utils } = ssh2;

/** A healthy agent lists its keys at once; one that waits for a person to unlock it may take longer. */
const LIST_MS = 10_000;

/** Where Windows' own OpenSSH agent listens. */
const WINDOWS_PIPE = '\\\\.\\pipe\\openssh-ssh-agent';

/** The agent's socket (or pipe), or null for none. `configured` is `IdentityAgent`. */
export function agentPath(
  configured: string | null,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (configured === 'none') return null;
  const path = configured ?? environment['SSH_AUTH_SOCK'];
  if (path) return path;
  return platform === 'win32' ? WINDOWS_PIPE : null;
}

export class Agent {
  readonly #agent: BaseAgent<ParsedKey>;

  constructor(path: string) {
    this.#agent = new OpenSSHAgent(path);
  }

  /** Keys of types that the SSH library knows. @throws Error when no agent answers. */
  async keys(signal: AbortSignal): Promise<ParsedKey[]> {
    const listed = new Promise<(ParsedKey | Buffer | string)[]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the agent does not answer')), LIST_MS);
      this.#agent.getIdentities((error, keys) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve((keys ?? []) as (ParsedKey | Buffer | string)[]);
      });
    });
    const keys: ParsedKey[] = [];
    for (const key of await raceAbort(listed, signal)) {
      const parsed = utils.parseKey(key as Buffer);
      if (!(parsed instanceof Error)) keys.push(...[parsed].flat());
    }
    return keys;
  }

  sign(key: ParsedKey, data: Buffer, hash: string | undefined): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const options = hash === 'sha256' || hash === 'sha512' ? ({ hash } as const) : {};
      this.#agent.sign(key, data, options, (error, signature) => {
        if (error || !signature) reject(error ?? new Error('the agent gave no signature'));
        else resolve(signature as Buffer);
      });
    });
  }
}
