/** The keys of this computer as they were last read; whoever changes them reads them anew. */
import { create } from 'zustand';
import type { ValueOf } from '../../preload/contract';
import type { Problem } from '../../preload/contract/problem';
import { client } from '../connect';

/** Dialogs about keys, by what they start from. */
export type KeyDialog =
  | { kind: 'key-new' }
  | { kind: 'key-import' }
  /** Lets a key in at a server; what is not given is asked. */
  | { kind: 'key-setup'; server: string | null; key: string | null };

interface KeysState {
  found: ValueOf<'keys.list'> | null;
  problem: Problem | undefined;
}

export const useKeys = create<KeysState>()(() => ({ found: null, problem: undefined }));

export async function readKeys(): Promise<void> {
  const outcome = await client.ask('keys.list', {});
  if (outcome.ok) useKeys.setState({ found: outcome.value, problem: undefined });
  else useKeys.setState({ problem: outcome.problem });
}
