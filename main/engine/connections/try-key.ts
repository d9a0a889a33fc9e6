/** Looks whether a server lets one key in. */
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import { connect } from './connect';
import type { Tried } from './words-sign-in';

/** `more-wanted`: the server took the key and asks for a password or a code besides. */
export type KeyVerdict = 'enough' | 'more-wanted';

/** @param context with `keysOnlyAt` this server. @throws ProblemError `connections/auth-failed`, … */
export async function tryKey(
  server: ResolvedServer,
  path: string,
  context: AttemptContext,
): Promise<KeyVerdict> {
  const identityFiles = [{ path, explicit: true }];
  const alone = { ...server, identityFiles, identitiesOnly: true, identityAgent: 'none' };
  try {
    const connected = await connect(alone, context);
    await connected.close();
    return 'enough';
  } catch (error) {
    const { tag, facts } = problemOf(error) ?? {};
    const tried = tag === 'connections/auth-failed' ? (facts?.['tried'] as Tried[]) : [];
    if (tried.some(({ outcome }) => outcome === 'partial')) return 'more-wanted';
    throw error;
  }
}
