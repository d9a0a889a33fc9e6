/** Which sections of the list are folded; kept for the next start. */
import { create } from 'zustand';

const kept = 'labmate.servers.folded';

const useStore = create<{ folded: readonly string[] }>()(() => ({ folded: read() }));

export function useFolded() {
  const folded = useStore((state) => state.folded);
  return { folded, toggle };
}

function toggle(id: string): void {
  const { folded } = useStore.getState();
  const next = folded.includes(id) ? folded.filter((each) => each !== id) : [...folded, id];
  useStore.setState({ folded: next });
  localStorage.setItem(kept, JSON.stringify(next));
}

function read(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]');
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
  } catch (error) {
    // What cannot be read folds nothing; it must not keep the window from starting.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
