/** What the first window needs of the settings, before their schema is loaded. */
import { join } from 'node:path';
import type { Log } from '../engine/kit/log';
import { readKeptNow } from './kept-file';

/** More bytes than settings take. */
const limit = 1024 * 1024;

export interface EarlySettings {
  /** `window.restore`: the window opens where it was. */
  restore: boolean;
  /** `appearance.zoomPercent`, within what the contract allows. */
  zoomPercent: number;
}

/** From `<data>/settings.json`; the defaults for nothing or nonsense, of which settings.ts tells the log. */
export function earlySettings(data: string, log: Log): EarlySettings {
  return earlySettingsOf(readKeptNow(join(data, 'settings.json'), limit, log) ?? '{}');
}

export function earlySettingsOf(text: string): EarlySettings {
  const { window, appearance } = groupsIn(text);
  const zoom = appearance?.zoomPercent;
  return {
    restore: window?.restore !== false,
    zoomPercent: Number.isInteger(zoom) ? Math.min(300, Math.max(50, zoom as number)) : 100,
  };
}

interface Groups {
  window?: { restore?: unknown } | null;
  appearance?: { zoomPercent?: unknown } | null;
}

function groupsIn(text: string): Groups {
  try {
    return (JSON.parse(text) as Groups | null) ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
