/** Writes a new or changed server to our own file. */
import type { ServerDraft } from '../../../../preload/contract/servers';
import { ProblemError } from '../../kit/outcome';
import { type ConfigPaths, type NamedServer, readConfig } from '../read-servers';
import { nameTaken, noSuchSaved, notOurs, sharedBlock } from '../words';
import { changeSaved } from './change-saved';
import { blockNamed, putBlock, type RemovedBlock, restoreBlock, takeBlock } from './edit-blocks';
import { checkDraft } from './fields';

/**
 * Saves a server; `replaces` is its name until now, when it is changed or renamed.
 * @throws ProblemError `servers/bad-field`, `servers/name-taken`, `servers/not-saved-here`, …
 */
export async function saveServer(
  paths: ConfigPaths,
  draft: ServerDraft,
  replaces: string | undefined,
): Promise<void> {
  checkDraft(draft);
  await changeSaved(paths, (text) => {
    const { named } = readConfig(paths);
    if (replaces !== undefined) requireOwnBlock(named, text, replaces);
    const holder = named.find((server) => server.name === draft.name);
    if (holder && draft.name !== replaces) {
      throw new ProblemError(nameTaken(draft.name, holder.place));
    }
    return putBlock(text, draft, replaces);
  });
}

/**
 * Removes a server; what comes back is for `restoreServer`.
 * @throws ProblemError `servers/unknown`, `servers/not-saved-here`, `servers/shared-block`
 */
export async function removeServer(paths: ConfigPaths, name: string): Promise<RemovedBlock> {
  let removed: RemovedBlock | undefined;
  await changeSaved(paths, (text) => {
    requireOwnBlock(readConfig(paths).named, text, name);
    removed = takeBlock(text, name);
    return removed?.after ?? text;
  });
  if (!removed) throw new ProblemError(noSuchSaved(name));
  return removed;
}

/** Puts a removed server back. @throws ProblemError `servers/name-taken`, … */
export async function restoreServer(paths: ConfigPaths, removed: RemovedBlock): Promise<void> {
  await changeSaved(paths, (text) => {
    const holder = readConfig(paths).named.find(({ name }) => name === removed.name);
    if (holder) throw new ProblemError(nameTaken(removed.name, holder.place));
    return restoreBlock(text, removed);
  });
}

function requireOwnBlock(named: readonly NamedServer[], text: string, name: string): void {
  const server = named.find((candidate) => candidate.name === name);
  const block = blockNamed(text.split('\n'), name);
  if (!server && !block) throw new ProblemError(noSuchSaved(name));
  if (server && server.origin !== 'saved') throw new ProblemError(notOurs(name, server.place));
  if (block && block.patterns.length > 1 && server) {
    throw new ProblemError(sharedBlock(name, server.place));
  }
}
