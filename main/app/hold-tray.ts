/** The tray's icon without Electron: made once, when it is first needed, and what its menu offers. */
import type { Log } from '../engine/kit/log';

export interface TrayIcon {
  /**
   * Makes the icon unless it is there. False where the system has no tray. On Linux some desktops
   * show none although making it succeeds; a second start then brings the window back.
   */
  ensure(): boolean;
}

/** Electron takes an icon away when nobody holds it: this holds it, and tries again after a failure. */
export function holdTray(make: () => object, log: Log): TrayIcon {
  const held: { tray?: object } = {};
  return {
    ensure() {
      try {
        held.tray ??= make();
        return true;
      } catch (error) {
        log.warn('there is no tray', { error: String(error) });
        return false;
      }
    },
  };
}

export type TrayItem = { label: string; click: () => void } | { type: 'separator' };

/** The menu of the icon. Quitting stands apart, so that it is not hit by accident. */
export function trayItems(actions: { show(): void; quit(): void }): TrayItem[] {
  return [
    { label: 'Show Labmate', click: () => actions.show() },
    { type: 'separator' },
    { label: 'Quit', click: () => actions.quit() },
  ];
}
