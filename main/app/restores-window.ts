/** One setting is needed before the settings' schema is loaded: whether the window opens where it was. */
import { join } from 'node:path';
import type { Log } from '../engine/kit/log';
import { readKeptNow } from './kept-file';

/** More bytes than settings take. */
const limit = 1024 * 1024;

/** `window.restore` of `<data>/settings.json`; true for nothing or nonsense, as its default is. */
export function restoresWindow(data: string, log: Log): boolean {
  const text = readKeptNow(join(data, 'settings.json'), limit, log);
  try {
    const settings = JSON.parse(text ?? '{}') as { window?: { restore?: unknown } } | null;
    return settings?.window?.restore !== false;
  } catch (error) {
    if (error instanceof SyntaxError) return true; // settings.ts says so in the log
    throw error;
  }
}
