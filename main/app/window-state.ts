/** Where the window was, and where it may be shown again: the displays may have changed since. */

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In device-independent pixels. */
export const smallest = { width: 640, height: 480 } as const;
export const usual = { width: 1360, height: 880 } as const;

export interface WindowState extends Rectangle {
  maximised: boolean;
}

/** No display is further away. */
const pixelsLimit = 100_000;

/** How the window opens; without a place the system chooses one. */
export interface Opening {
  width: number;
  height: number;
  x?: number;
  y?: number;
  maximised: boolean;
}

/** How much of the window's top must be on a display for the person to get hold of it. */
const grip = { width: 160, height: 32 } as const;

/** Reads what was kept; undefined for nothing or nonsense. */
export function readWindowState(text: string | null): WindowState | undefined {
  if (text === null) return undefined;
  try {
    return windowStateOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** By hand: the schema library would take longer to load than the window to open. */
function windowStateOf(value: unknown): WindowState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, width, height, maximised = false } = value as Record<string, unknown>;
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return undefined;
  if (width <= 0 || height <= 0 || typeof maximised !== 'boolean') return undefined;
  return { x, y, width, height, maximised };
}

const isPixels = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= pixelsLimit;

/**
 * How to open on these displays.
 * @param areas the work areas of the displays that are there now, the main one first
 */
export function openingFor(kept: WindowState | undefined, areas: readonly Rectangle[]): Opening {
  const [main] = areas;
  if (!kept) return { ...fit(usual, main), maximised: false };
  const { maximised } = kept;
  const home = areas.find((area) => canBeGripped(kept, area));
  if (!home) return { ...fit(kept, main), maximised };
  return { ...fit(kept, home), x: kept.x, y: kept.y, maximised };
}

/** The size, no larger than the display and no smaller than the page can be used. */
function fit(size: { width: number; height: number }, area: Rectangle | undefined) {
  return {
    width: Math.max(smallest.width, Math.min(size.width, area?.width ?? size.width)),
    height: Math.max(smallest.height, Math.min(size.height, area?.height ?? size.height)),
  };
}

function canBeGripped(window: Rectangle, area: Rectangle): boolean {
  const across =
    Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = window.y >= area.y - grip.height / 2;
  const above = window.y + grip.height <= area.y + area.height;
  return across >= grip.width && top && above;
}
