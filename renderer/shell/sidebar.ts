/** The servers at the left: put away, shown again, wider or narrower, and their search. */
import { useShell } from './store';
import { sideWidth } from './view';

/** Below this width the servers come up over the rest instead of beside it. In CSS pixels. */
export const narrowQuery = '(max-width: 760px)';

const isNarrow = () => window.matchMedia(narrowQuery).matches;

export function toggleSidebar(): void {
  if (isNarrow()) useShell.setState(({ drawerOpen }) => ({ drawerOpen: !drawerOpen }));
  else useShell.setState(({ sidebarHidden }) => ({ sidebarHidden: !sidebarHidden }));
}

/** Shows the servers and puts the focus into their search. */
export function focusSearch(): void {
  useShell.setState(isNarrow() ? { drawerOpen: true } : { sidebarHidden: false });
  // They are drawn in the next frame.
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('nav[aria-label="Servers"] input')?.focus(),
    ),
  );
}

/** In CSS pixels; null for the usual width. */
export function setSidebarWidth(width: number | null): void {
  useShell.setState({ sidebarWidth: width === null ? null : sideWidth(width) });
}
