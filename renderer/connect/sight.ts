/**
 * Whether anybody can see the page: by its own word and by main's, since a window that is hidden does not
 * always make its page hidden. What costs a server something stops while nobody can.
 */
import { client } from './index';

let windowSeen = true;
let lastTold = true;
const listeners = new Set<() => void>();
let following = false;

function tell(): void {
  const now = canBeSeen();
  if (now === lastTold) return;
  lastTold = now;
  for (const listener of [...listeners]) listener();
}

export function canBeSeen(): boolean {
  return windowSeen && document.visibilityState === 'visible';
}

/** Calls `listener` whenever that has changed, for as long as the page lives. */
export function onSight(listener: () => void): void {
  listeners.add(listener);
  if (following) return;
  following = true;
  lastTold = canBeSeen();
  document.addEventListener('visibilitychange', tell);
  client.watch(
    'shell.seen',
    {},
    {
      onEvent: ({ seen }) => {
        windowSeen = seen;
        tell();
      },
    },
  );
}
