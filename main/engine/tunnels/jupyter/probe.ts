/** Does a Jupyter server answer, does it take its token, and which page does it have? */
import { z } from 'zod';
import type { Link } from '../../connections';
import { type Problem, ProblemError, problemOf, throwIfCancelled } from '../../kit/outcome';
import { httpRequest } from './http';
import type { RunningServer } from './running-servers';

/** `ready`: the token works. `password`: alive, asks for its own password. `dead`: no use. */
export type Health = 'ready' | 'password' | 'dead';

export interface Probe {
  readonly server: RunningServer;
  readonly health: Health;
  /** ISO time of the last activity; empty when unknown. */
  readonly lastActivity: string;
  /** The page to open: JupyterLab, or the file tree of classic notebooks. */
  readonly page: 'lab' | 'tree';
}

const version = z.object({ version: z.string() });
const status = z.object({ started: z.string(), last_activity: z.string() });

/** @throws ProblemError only when the link itself is lost or on cancellation. */
export async function probe(
  link: Link,
  server: RunningServer,
  signal: AbortSignal,
): Promise<Probe> {
  const dead: Probe = { server, health: 'dead', lastActivity: '', page: 'lab' };
  try {
    const ask = (path: string, token?: string) =>
      httpRequest(
        link,
        server.destination,
        { path: server.baseUrl + path, secure: server.secure, ...(token ? { token } : {}) },
        signal,
      );
    const alive = await ask('api');
    if (alive.status !== 200 || !read(version, alive.body)) return dead;
    const answer = await ask('api/status', server.token);
    const found = answer.status === 200 ? read(status, answer.body) : undefined;
    if (!found) return server.token ? dead : { ...dead, health: 'password' };
    const lab = await ask('lab', server.token);
    const page = lab.status === 404 ? 'tree' : 'lab';
    return { server, health: 'ready', lastActivity: found.last_activity, page };
  } catch (error) {
    // A refused forward or a silent server is an answer: dead. A lost link is not.
    throwIfCancelled(signal);
    const lost = reasonOf(link);
    if (lost) throw new ProblemError(lost, { cause: error });
    const tag = problemOf(error)?.tag;
    if (tag === 'connections/forward-prohibited') throw error;
    return dead;
  }
}

/** Why the link is gone; undefined while it lives. */
function reasonOf(link: Link): Problem | undefined {
  let reason: Problem | undefined;
  // Calls back at once when the link has closed already.
  const forget = link.onClosed((why) => {
    reason = why;
  });
  forget();
  return reason;
}

function read<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Not JSON: whatever it is, it is no Jupyter.
  }
}

/** The best of several: the token works before a password is needed, then the latest activity. */
export function best(probes: readonly Probe[]): Probe | undefined {
  const rank: Record<Health, number> = { ready: 0, password: 1, dead: 2 };
  return [...probes]
    .filter((it) => it.health !== 'dead')
    .sort(
      (a, b) => rank[a.health] - rank[b.health] || (a.lastActivity > b.lastActivity ? -1 : 1),
    )[0];
}
