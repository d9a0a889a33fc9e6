/** The folder shown of each server: path, listing, selection. Listings are asked, not watched. */
import { create } from 'zustand';
import type { FileEntry } from '../../preload/contract/files';
import type { Problem } from '../../preload/contract/problem';
import { client } from '../connect';
import type { Sort } from './words';

export interface Listing {
  path: string;
  entries: readonly FileEntry[];
  freeBytes: number | null;
  freeInodes: number | null;
}

export interface Folder {
  /** What was asked for last: shown while it loads. */
  asked: string;
  listing: Listing | undefined;
  loading: boolean;
  problem: Problem | undefined;
  selected: ReadonlySet<string>;
  sort: Sort;
}

const blank: Folder = {
  asked: '~',
  listing: undefined,
  loading: false,
  problem: undefined,
  selected: new Set(),
  sort: { key: 'name', descending: false },
};

const useFolders = create<Record<string, Folder>>()(() => ({}));
const running = new Map<string, AbortController>();

const hiddenKey = 'labmate.files.hidden';

/** Whether names that begin with a dot are shown: one wish for all folders, kept on this computer. */
export const useShowHidden = create<{ show: boolean }>()(() => ({
  show: globalThis.localStorage?.getItem(hiddenKey) === 'yes',
}));

export function showHidden(show: boolean): void {
  globalThis.localStorage?.setItem(hiddenKey, show ? 'yes' : 'no');
  useShowHidden.setState({ show });
  if (show) return;
  // What cannot be seen must not be deleted with the rest.
  useFolders.setState((state) =>
    Object.fromEntries(
      Object.entries(state).map(([server, folder]) => {
        const selected = [...folder.selected].filter((name) => !name.startsWith('.'));
        return [server, { ...folder, selected: new Set(selected) }];
      }),
    ),
  );
}

export function useFolder(server: string): Folder {
  return useFolders((state) => state[server]) ?? blank;
}

export function updateFolder(server: string, part: Partial<Folder>): void {
  useFolders.setState((state) => ({ [server]: { ...(state[server] ?? blank), ...part } }));
}

/** Goes to a folder. An earlier, slower answer never replaces a later one. */
export async function openFolder(server: string, path: string): Promise<void> {
  running.get(server)?.abort();
  const controller = new AbortController();
  running.set(server, controller);
  const before = useFolders.getState()[server] ?? blank;
  updateFolder(server, { asked: path, loading: true, problem: undefined });
  const outcome = await client.ask('files.list', { server, path }, { signal: controller.signal });
  if (running.get(server) !== controller) return;
  running.delete(server);
  if (!outcome.ok) {
    const wasCancelled = outcome.problem.tag === 'kit/cancelled';
    updateFolder(server, { loading: false, problem: wasCancelled ? undefined : outcome.problem });
    return;
  }
  const listing = outcome.value;
  const stays = before.listing?.path === listing.path;
  const names = new Set(listing.entries.map(({ name }) => name));
  const selected = new Set(stays ? [...before.selected].filter((name) => names.has(name)) : []);
  updateFolder(server, { asked: listing.path, listing, loading: false, selected });
}

/** Lists the same folder again. */
export function refreshFolder(server: string): Promise<void> {
  const folder = useFolders.getState()[server] ?? blank;
  return openFolder(server, folder.listing?.path ?? folder.asked);
}

export function stopLoading(server: string): void {
  running.get(server)?.abort();
}
