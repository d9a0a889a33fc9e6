/**
 * Lets a key in at a server: over the way in that there is, proven by a sign-in with this key alone,
 * then named in the ssh config. What was done is told step by step; what fails leaves the old way in.
 */
import type { InstallStep } from '../../../preload/contract/keys';
import type { Link } from '../connections/link';
import { ProblemError, problemOf } from '../kit/outcome';
import type { FoundKey } from './list-keys';
import type { OnServer } from './on-server';
import { keyError } from './words';

/** What is needed of the connections room. */
export interface KeyConnections {
  link(server: string, signal: AbortSignal): Promise<Link>;
  /** Signs in with this key alone. Rejects where the server does not take it. */
  signsInWith(server: string, path: string, signal: AbortSignal): Promise<'enough' | 'more-wanted'>;
}

/** What is needed of the servers room. */
export interface KeyServers {
  /** Names the key for the server in the ssh config. */
  nameKey(
    server: string,
    identityFile: string,
  ): Promise<{ line: string | null; where: string | null }>;
}

export interface InstallNeeds {
  connections: KeyConnections;
  servers: KeyServers;
  onServer: OnServer;
  signal: AbortSignal;
  emit(steps: InstallStep[]): void;
}

export async function install(
  needs: InstallNeeds,
  key: FoundKey & { blob: Buffer; publicLine: string },
  server: string,
  use: boolean,
): Promise<{ added: boolean; configLine: string | null }> {
  const { connections, onServer, signal } = needs;
  const steps = new Steps(needs.emit);
  const link = await steps.run('connect', `Connecting to ${server}`, async () => {
    const made = await connections.link(server, signal);
    return [made, `As ${made.peer.user}.`];
  });
  const { added, loose } = await steps.run('write', 'Writing the key there', async () => {
    const done = await onServer.add(link, key.publicLine, key.blob, signal);
    return [done, done.added ? 'Added to ~/.ssh/authorized_keys.' : 'It was there already.'];
  });
  await steps.run('verify', 'Signing in with this key alone', async () => {
    const enough = await verified(connections, server, key.absolutePath, loose, signal);
    const more = 'The server takes it, and asks for something more besides.';
    return [null, enough === 'enough' ? 'The server lets you in.' : more];
  });
  const configLine = use ? await switchTo(needs, steps, key.path, server) : null;
  return { added, configLine };
}

async function verified(
  connections: KeyConnections,
  server: string,
  path: string,
  loose: string[],
  signal: AbortSignal,
): Promise<'enough' | 'more-wanted'> {
  try {
    return await connections.signsInWith(server, path, signal);
  } catch (error) {
    const cause = problemOf(error);
    if (cause?.tag !== 'connections/auth-failed') throw error;
    throw keyError({ kind: 'not-accepted', server, path, loose, cause }, error);
  }
}

/** @returns the line for the person's own hand, where the config was not changed */
async function switchTo(
  { servers }: InstallNeeds,
  steps: Steps,
  path: string,
  server: string,
): Promise<string | null> {
  const label = `Using it for ${server}`;
  try {
    return await steps.run('switch', label, async () => {
      const { line, where } = await servers.nameKey(server, path);
      if (where !== null) return [null, `Noted in ${where}.`];
      const advice = `Its entry in the ssh config is shared or not yours: add “${line}” there yourself.`;
      return [line, advice, 'warning'];
    });
  } catch (error) {
    // The key works; only the config is as it was. The step says why.
    if (error instanceof ProblemError) return `IdentityFile ${path}`;
    throw error;
  }
}

type Done<T> = [value: T, found: string, status?: InstallStep['status']];

class Steps {
  readonly #list: InstallStep[] = [];

  constructor(private readonly emit: (steps: InstallStep[]) => void) {}

  async run<T>(step: InstallStep['step'], label: string, work: () => Promise<Done<T>>): Promise<T> {
    const entry: InstallStep = { step, label, status: 'running', found: '' };
    this.#list.push(entry);
    this.#tell();
    try {
      const [value, found, status = 'ok'] = await work();
      Object.assign(entry, { status, found });
      return value;
    } catch (error) {
      // The problem itself says what happened.
      Object.assign(entry, { status: 'failed', found: '' });
      throw error;
    } finally {
      this.#tell();
    }
  }

  #tell(): void {
    this.emit(this.#list.map((step) => ({ ...step })));
  }
}
