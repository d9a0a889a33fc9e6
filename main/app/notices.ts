/** Notices of the operating system: of the kinds that the person wants, when they look elsewhere. */
import { type BrowserWindow, Notification as SystemNotification } from 'electron';
import type { Notification } from '../engine/host';
import type { Log } from '../engine/kit/log';
import type { SettingsStore } from './settings';

/** Returns what gives notices. One that the system does not show is logged and nothing else. */
export function createNotices(options: {
  window(): BrowserWindow | undefined;
  settings: SettingsStore;
  log: Log;
}): (note: Notification) => void {
  // Electron forgets a notice that nobody holds, and its click with it.
  const shown = new Set<SystemNotification>();

  return ({ kind, title, body }) => {
    const window = options.window();
    if (window?.isFocused() || !options.settings.feed.value.notifications[kind]) return;
    if (!SystemNotification.isSupported()) {
      options.log.info('the system shows no notices', { kind });
      return;
    }
    const notice = new SystemNotification({ title, body });
    shown.add(notice);
    const forget = () => void shown.delete(notice);
    notice.on('close', forget);
    notice.on('failed', (_event, error) => {
      forget();
      options.log.info('a notice was not shown', { kind, error });
    });
    notice.on('click', () => {
      forget();
      options.window()?.show();
    });
    notice.show();
  };
}
