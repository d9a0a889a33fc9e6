/** What the window shows, as it is kept: read back only as far as it makes sense. Pure. */

export const tabNames = ['overview', 'terminal', 'tunnels', 'files'] as const;
export type TabName = (typeof tabNames)[number];

const pages = ['lab', 'settings', 'log', 'keys'] as const;
export type MainPage = (typeof pages)[number];

export interface View {
  server: string | null;
  /** The tab shown of each server; the overview until another was chosen. */
  tabs: Readonly<Record<string, TabName>>;
  /** The main region: the server or the lab, or one of the window's own pages. */
  page: MainPage;
  /** The servers at the left are put away. */
  sidebarHidden: boolean;
  /** Their width in CSS pixels; null for the usual one. */
  sidebarWidth: number | null;
}

export const emptyView: View = {
  server: null,
  tabs: {},
  page: 'lab',
  sidebarHidden: false,
  sidebarWidth: null,
};

/** Widths of the servers at the left, in CSS pixels. The style keeps them below half of the window. */
export const sideWidths = { least: 200, usual: 264, most: 520 } as const;

/** The nearest width that there may be. */
export const sideWidth = (width: number): number =>
  Math.round(Math.min(sideWidths.most, Math.max(sideWidths.least, width)));

/** More than that no lab has; a file that was tampered with may. */
const tabsKept = 500;

export function viewText({ server, tabs, page, sidebarHidden, sidebarWidth }: View): string {
  return JSON.stringify({ server, tabs, page, sidebarHidden, sidebarWidth });
}

/** What was kept, as far as it makes sense; the rest is as at a first start. */
export function readView(text: string | null): View {
  const found = parsed(text);
  const { server, tabs, page, sidebarHidden, sidebarWidth } = isRecord(found) ? found : {};
  return {
    server: typeof server === 'string' && server.length <= 255 ? server : null,
    tabs: isRecord(tabs) ? tabsOf(tabs) : {},
    page: pages.find((name) => name === page) ?? 'lab',
    sidebarHidden: sidebarHidden === true,
    sidebarWidth: typeof sidebarWidth === 'number' ? sideWidth(sidebarWidth) : null,
  };
}

function tabsOf(tabs: Record<string, unknown>): View['tabs'] {
  const known = Object.entries(tabs).flatMap(([server, tab]) => {
    const name = tabNames.find((each) => each === tab);
    return name ? [[server, name] as const] : [];
  });
  return Object.fromEntries(known.slice(0, tabsKept));
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
