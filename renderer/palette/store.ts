/** Whether the palette or the list of keys is open, and which commands were used last. */
import { create } from 'zustand';
import { usedNow } from './rank';
import { dropAhead, waitForField } from './typed-ahead';

interface PaletteState {
  open: 'palette' | 'keys' | null;
  /** Ids of commands, the last used first. */
  recent: readonly string[];
}

/** A convenience of this computer, not a setting: kept by the page itself. */
const kept = 'labmate.recent-commands';

export const usePalette = create<PaletteState>()(() => ({ open: null, recent: readRecent() }));

/** Opens it; what is typed from now on is the palette's. */
export function openPalette(): void {
  if (usePalette.getState().open !== 'palette')
    waitForField(window, performance.now(), closePalette);
  usePalette.setState({ open: 'palette' });
}
export const openKeys = () => usePalette.setState({ open: 'keys' });
export function closePalette(): void {
  dropAhead();
  usePalette.setState({ open: null });
}

export function noteUsed(id: string): void {
  const recent = usedNow(usePalette.getState().recent, id);
  usePalette.setState({ recent });
  localStorage.setItem(kept, JSON.stringify(recent));
}

function readRecent(): string[] {
  if (typeof localStorage === 'undefined') return [];
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]');
    return Array.isArray(found) ? found.filter((id) => typeof id === 'string') : [];
  } catch (error) {
    // What cannot be read is no list of commands; the next use writes a new one.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
