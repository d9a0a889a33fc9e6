/** What the first run holds: it stays on the screen until its server works, though it is saved by then. */
import { create } from 'zustand';
import type { ServerDraft } from '../../preload/contract/servers';
import { useServers } from './store';
import { blankDraft } from './words';

/** How the person signs in. */
export type Way =
  | { kind: 'usual' }
  | { kind: 'password' }
  /** One of the keys that were found. */
  | { kind: 'found'; path: string }
  | { kind: 'other' }
  | { kind: 'putty' };

interface FirstRunState {
  draft: ServerDraft;
  way: Way;
  /** The path that was typed or chosen for `other` and `putty`. */
  keyFile: string;
  /** The name under which the server was saved for its test, or null. */
  saved: string | null;
  /** From the first test on: the server is in the list before the save has answered. */
  testing: boolean;
  /** Counts the tests; each looks anew. */
  round: number;
}

const fresh: FirstRunState = {
  draft: blankDraft,
  way: { kind: 'usual' },
  keyFile: '',
  saved: null,
  testing: false,
  round: 0,
};

export const useFirstRunState = create<FirstRunState>()(() => fresh);

export function endFirstRun(): void {
  useFirstRunState.setState(fresh);
}

/** Whether the first run is to be shown: there is no server, or it is testing the first one. */
export function useFirstRun(): boolean {
  const none = useServers((state) => state.snapshot?.servers.length === 0);
  const testing = useFirstRunState((state) => state.testing);
  return none || testing;
}

/** The server as it is to be saved. */
export function draftToSave({ draft, way, keyFile }: FirstRunState): ServerDraft {
  const path = { found: way.kind === 'found' ? way.path : '', other: keyFile, putty: keyFile };
  const identityFile = way.kind === 'usual' || way.kind === 'password' ? '' : path[way.kind];
  return { ...draft, identityFile };
}

/** What is missing in the second step, in words. */
export function wayFault({ way, keyFile }: FirstRunState): string | undefined {
  const needsFile = way.kind === 'other' || way.kind === 'putty';
  return needsFile && keyFile.trim() === '' ? 'Choose the key file first.' : undefined;
}
