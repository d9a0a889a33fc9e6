/** The folder shown of each server: path, listing, selection. Listings are asked, not watched. */
import { create } from 'zustand';
import type { FileEntry } from '../../preload/contract/files';
import type { Problem } from '../../preload/contract/problem';
import { client } from '../connect';
import { changeSettings } from '../connect/settings';
import { sayProblem } from '../kit/toast';
import { follow, noTrail, type Trail, type Way } from './history';
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
  trail: Trail;
  /** The home folder, known once it was shown. */
  home: string | undefined;
  /** What the names must hold to be shown. */
  filter: string;
  /** The name of the file whose preview is shown beside the list. */
  preview: string | undefined;
}

const blank: Folder = {
  asked: '~',
  listing: undefined,
  loading: false,
  problem: undefined,
  selected: new Set(),
  sort: { key: 'name', descending: false },
  trail: noTrail,
  home: undefined,
  filter: '',
  preview: undefined,
};

const useFolders = create<Record<string, Folder>>()(() => ({}));
const running = new Map<string, AbortController>();

/** Shows or hides names that begin with a dot: one wish for all folders, kept in the settings. */
export async function showHidden(show: boolean): Promise<void> {
  const outcome = await changeSettings({ files: { showHidden: show } });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** What cannot be seen must not be deleted with the rest. */
export function keepSelected(server: string, isShown: (name: string) => boolean): void {
  const folder = useFolders.getState()[server];
  if (!folder) return;
  const selected = [...folder.selected].filter(isShown);
  if (selected.length < folder.selected.size) {
    updateFolder(server, { selected: new Set(selected) });
  }
}

export function useFolder(server: string): Folder {
  return useFolders((state) => state[server]) ?? blank;
}

export function updateFolder(server: string, part: Partial<Folder>): void {
  useFolders.setState((state) => ({ [server]: { ...(state[server] ?? blank), ...part } }));
}

/** Goes to a folder. An earlier, slower answer never replaces a later one. */
export async function openFolder(server: string, path: string, way: Way = 'visit'): Promise<void> {
  running.get(server)?.abort();
  const controller = new AbortController();
  running.set(server, controller);
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
  const now = useFolders.getState()[server] ?? blank;
  const stays = now.listing?.path === listing.path;
  const names = new Set(listing.entries.map(({ name }) => name));
  const selected = new Set(stays ? [...now.selected].filter((name) => names.has(name)) : []);
  updateFolder(server, {
    ...{ asked: listing.path, listing, loading: false, selected },
    trail: follow(now.trail, way, now.listing?.path, listing.path),
    ...(path === '~' && { home: listing.path }),
    ...(!stays && { filter: '', preview: undefined }),
  });
}

export function goBack(server: string): void {
  const to = useFolders.getState()[server]?.trail.back.at(-1);
  if (to !== undefined) void openFolder(server, to, 'back');
}

export function goForward(server: string): void {
  const to = useFolders.getState()[server]?.trail.forward.at(-1);
  if (to !== undefined) void openFolder(server, to, 'forward');
}

/** Lists the same folder again. */
export function refreshFolder(server: string): Promise<void> {
  const folder = useFolders.getState()[server] ?? blank;
  return openFolder(server, folder.listing?.path ?? folder.asked, 'stay');
}

export function stopLoading(server: string): void {
  running.get(server)?.abort();
}
