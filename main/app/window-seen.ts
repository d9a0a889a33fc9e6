/** Whether the window can be seen, from the events that Electron gives about it. */
import { StateFeed } from '../engine/kit/state-feed';

/** What of a `BrowserWindow` is used. */
export interface SeenWindow {
  on(event: 'show' | 'hide' | 'minimize' | 'restore', listener: () => void): unknown;
  isVisible(): boolean;
  isMinimized(): boolean;
}

export interface WindowSeen {
  readonly feed: Pick<StateFeed<boolean>, 'value' | 'followUntil'>;
  /** Follows this window from now on; one that just opens counts as seen. */
  follow(window: SeenWindow): void;
}

export function createWindowSeen(): WindowSeen {
  const feed = new StateFeed(true);
  const tell = (seen: boolean) => {
    if (seen !== feed.value) feed.set(seen);
  };
  return {
    feed,
    follow(window) {
      tell(true);
      window.on('hide', () => tell(false));
      window.on('minimize', () => tell(false));
      // A window may be shown minimised, and restored while it is in the tray.
      const look = () => tell(window.isVisible() && !window.isMinimized());
      window.on('show', look);
      window.on('restore', look);
    },
  };
}
