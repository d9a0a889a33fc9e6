/**
 * Taking over the servers that other programs know (PuTTY, KiTTY, WinSCP, MobaXterm): a preview of
 * what is taken and what is not, then saving what the person chose. Never a command, never a stored
 * password.
 */
import { homedir } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import type { ImportSource, ServerDraft } from '../../../../preload/contract/servers';
import { asWritten } from '../../kit/home-path';
import { type Problem, ProblemError, problemOf } from '../../kit/outcome';
import { isPuttyKey } from '../../kit/putty-key';
import type { ServerList } from '../index';
import { nothingToImport, unreadableImport } from '../words';
import { findSources, type Here, type RawSource, readSourceFile } from './find-sources';
import { type KeyHere, offersOf } from './offers';

export type { Here } from './find-sources';

export interface Imports {
  /** What the usual places of this computer hold. */
  find(): Promise<ImportSource[]>;
  /** What one file holds. @throws ProblemError `servers/import-unreadable`, `servers/import-nothing` */
  read(path: string): Promise<ImportSource[]>;
  /** Saves each on its own: what fails does not stop the others. */
  take(wanted: readonly { draft: ServerDraft; group: string | null }[]): Promise<Taken>;
}

export interface Taken {
  saved: string[];
  failed: { name: string; problem: Problem }[];
}

interface Needs {
  list(): ServerList;
  save(draft: ServerDraft): Promise<void>;
  arrange(name: string, change: { group: string }): Promise<void>;
  here?: Here;
}

export function createImports(needs: Needs): Imports {
  const here = needs.here ?? { platform: process.platform, home: homedir(), env: process.env };
  const offer = async (found: RawSource[]): Promise<ImportSource[]> => {
    // One list of names for all places, so that two of them never offer the same name.
    const listed = [...needs.list().servers];
    const sources: ImportSource[] = [];
    for (const { program, where, sessions } of found) {
      const offers = await offersOf(sessions, listed, (path) => keyHere(path));
      for (const { draft } of offers) if (draft) listed.push({ ...blank, ...draft });
      sources.push({ program, where, sessions: offers });
    }
    return sources;
  };
  return {
    find: async () => offer(await findSources(here)),
    async read(path) {
      let found: RawSource[];
      try {
        found = await readSourceFile(path, here);
      } catch (error) {
        throw new ProblemError(unreadableImport(basename(path), (error as Error).message), {
          cause: error,
        });
      }
      if (found.length === 0) throw new ProblemError(nothingToImport(basename(path)));
      return offer(found);
    },
    async take(wanted) {
      const taken: Taken = { saved: [], failed: [] };
      for (const { draft, group } of wanted) {
        try {
          await needs.save(draft);
          taken.saved.push(draft.name);
          if (group !== null) await needs.arrange(draft.name, { group });
        } catch (error) {
          const problem = problemOf(error);
          if (!problem) throw error;
          taken.failed.push({ name: draft.name, problem });
        }
      }
      return taken;
    },
  };
}

/** The rest of a listed server, which the comparison does not look at. */
const blank = {
  origin: 'saved' as const,
  label: null,
  jumps: [],
  favourite: false,
  group: null,
  usedBefore: false,
};

const nowhere: KeyHere = { path: null, putty: false };

/** Looks whether a key is where the other program had it, and whether it is in PuTTY's form. */
async function keyHere(path: string): Promise<KeyHere> {
  // Even to look at `\\\\host\\share` makes Windows sign in at that host with the person's account.
  const isNetwork = /^[\\/]{2}/.test(path);
  if (isNetwork || !isAbsolute(path)) return nowhere;
  try {
    const putty = await isPuttyKey(path);
    return putty === null ? nowhere : { path: asWritten(path), putty };
  } catch {
    // Not on this computer, a folder, or not ours to read: then it is not taken over.
    return nowhere;
  }
}
