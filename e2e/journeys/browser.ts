/** The addresses that the app would have opened in the person's browser (`LABMATE_BROWSER_LOG`). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the file in the app's home. */
export const browserLog = 'browser.log';

/** Waits for an address beyond the first `skip` ones. */
export const openedAddress = (home: string, skip = 0): Promise<string> =>
  openedLine(home, browserLog, skip);

/** The same for another log of what was opened: `editor.log` has local files. */
export async function openedLine(home: string, file: string, skip = 0): Promise<string> {
  const path = join(home, file);
  for (let n = 0; n < 1200; n += 1) {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    const address = lines[skip];
    if (address) return address;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing was opened in a minute');
}
