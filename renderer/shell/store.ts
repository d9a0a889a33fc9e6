/** State of the window itself: what is shown, and which dialog is open. */
import { create } from 'zustand';
import type { KeyDialog } from '../keys/store';
import { emptyView, type MainPage, type TabName, type View } from './view';

export type { TabName } from './view';

export type OpenDialog =
  | { kind: 'doctor'; server: string }
  | { kind: 'edit'; server: string }
  | { kind: 'add' }
  | { kind: 'import' }
  | { kind: 'vpn' }
  | KeyDialog
  | { kind: 'duplicate'; server: string }
  | { kind: 'disconnect'; server: string; terminals: number };

interface Shell extends View {
  dialog: OpenDialog | null;
  /** On a narrow window the servers come up over the rest. */
  drawerOpen: boolean;
  /** What the log is searched for when it opens. */
  logSearch: string;
}

export const useShell = create<Shell>()(() => ({
  ...emptyView,
  dialog: null,
  drawerOpen: false,
  logSearch: '',
}));

/** Shows a server, or with null the overview of the lab. */
export function selectServer(server: string | null): void {
  useShell.setState({ server, page: 'lab', drawerOpen: false });
}

export function showTab(server: string, tab: TabName): void {
  useShell.setState(({ tabs }) => ({ tabs: { ...tabs, [server]: tab } }));
}

export function showPage(page: MainPage): void {
  useShell.setState({ page, drawerOpen: false });
}

/** Shows the log; `search` are words that the entries must hold. */
export function showLog(search = ''): void {
  useShell.setState({ page: 'log', logSearch: search, drawerOpen: false, dialog: null });
}

export function openDialog(dialog: OpenDialog | null): void {
  useShell.setState({ dialog });
}
