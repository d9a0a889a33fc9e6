/**
 * The page's first script, as small as can be: the frame that index.html draws is on the screen
 * before the window's program is even read, because compiling that takes longer than the frame.
 */
import { holdEarlyKeys } from './kit/early-keys';

/** A hidden window draws no frames; after this time, in milliseconds, nothing is waited for. */
const frameLimitMs = 250;

let begun = false;
function begin(): void {
  if (begun) return;
  begun = true;
  void import('./main');
}

holdEarlyKeys(window);
// A task behind the first frame: what is asked for inside of it would still hold it up.
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, frameLimitMs);
