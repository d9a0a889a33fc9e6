/** State of the window itself: which server and tab is shown, and which dialog is open. */
import { create } from 'zustand';

export type TabName = 'overview' | 'terminal' | 'tunnels' | 'files';

export type OpenDialog =
  | { kind: 'doctor'; server: string }
  | { kind: 'edit'; server: string }
  | { kind: 'add' }
  | { kind: 'remove'; server: string };

interface Shell {
  server: string | null;
  /** The tab shown of each server; the overview until another was chosen. */
  tabs: Readonly<Record<string, TabName>>;
  dialog: OpenDialog | null;
}

export const useShell = create<Shell>()(() => ({ server: null, tabs: {}, dialog: null }));

export function selectServer(server: string | null): void {
  useShell.setState({ server });
}

export function showTab(server: string, tab: TabName): void {
  useShell.setState(({ tabs }) => ({ tabs: { ...tabs, [server]: tab } }));
}

export function openDialog(dialog: OpenDialog | null): void {
  useShell.setState({ dialog });
}
