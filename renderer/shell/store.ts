/** State of the window itself: which server and tab is shown, and which dialog is open. */
import { create } from 'zustand';

export type TabName = 'overview' | 'terminal' | 'tunnels' | 'files';

export type OpenDialog =
  | { kind: 'doctor'; server: string }
  | { kind: 'edit'; server: string }
  | { kind: 'add' }
  | { kind: 'duplicate'; server: string }
  | { kind: 'disconnect'; server: string; terminals: number };

interface Shell {
  server: string | null;
  /** The tab shown of each server; the overview until another was chosen. */
  tabs: Readonly<Record<string, TabName>>;
  dialog: OpenDialog | null;
}

/** Where the window keeps what it shows: gone when it closes, there again when it loads again. */
const kept = 'labmate.view';

export const useShell = create<Shell>()(() => ({ server: null, tabs: {}, dialog: null }));

/** Shows again what was shown before the page was loaded again, and keeps it from now on. */
export function keepView(storage: Pick<Storage, 'getItem' | 'setItem'>): void {
  useShell.setState(readView(storage.getItem(kept)));
  useShell.subscribe(({ server, tabs }) => storage.setItem(kept, JSON.stringify({ server, tabs })));
}

/** What was kept, as far as it makes sense. */
export function readView(text: string | null): Pick<Shell, 'server' | 'tabs'> {
  const found: unknown = text === null ? null : JSON.parse(text);
  const { server, tabs } = isRecord(found) ? found : {};
  return {
    server: typeof server === 'string' ? server : null,
    tabs: isRecord(tabs) ? (tabs as Shell['tabs']) : {},
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function selectServer(server: string | null): void {
  useShell.setState({ server });
}

export function showTab(server: string, tab: TabName): void {
  useShell.setState(({ tabs }) => ({ tabs: { ...tabs, [server]: tab } }));
}

export function openDialog(dialog: OpenDialog | null): void {
  useShell.setState({ dialog });
}
