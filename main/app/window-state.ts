/** Where the window was, and where it may be shown again: the displays may have changed since. */
import { z } from 'zod';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In device-independent pixels. */
export const smallest = { width: 640, height: 480 } as const;
export const usual = { width: 1360, height: 880 } as const;

const pixels = z.number().int().min(-100_000).max(100_000);
const windowState = z.object({
  x: pixels,
  y: pixels,
  width: pixels.positive(),
  height: pixels.positive(),
  maximised: z.boolean().default(false),
});
export type WindowState = z.infer<typeof windowState>;

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
    const read = windowState.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

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
