/** The icon in the system's tray: made when it is first needed, and then it stays. */
import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Log } from '../engine/kit/log';

export interface TrayIcon {
  /**
   * Makes the icon unless it is there. False where the system has no tray. On Linux some desktops
   * show none although making it succeeds; a second start then brings the window back.
   */
  ensure(): boolean;
}

export function createTray(options: {
  resources: string;
  show(): void;
  quit(): void;
  log: Log;
}): TrayIcon {
  // Electron takes the icon away when nobody holds it.
  const held: { tray?: Tray } = {};
  const make = (): Tray => {
    const image = nativeImage.createFromPath(iconPath(options.resources, 32));
    if (image.isEmpty()) throw new Error('the icon cannot be read');
    const made = new Tray(process.platform === 'darwin' ? image.resize({ height: 18 }) : image);
    made.setToolTip('Labmate');
    made.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Show Labmate', click: options.show },
        { type: 'separator' },
        { label: 'Quit', click: options.quit },
      ]),
    );
    made.on('click', options.show);
    return made;
  };
  return {
    ensure() {
      try {
        held.tray ??= make();
        return true;
      } catch (error) {
        options.log.warn('there is no tray', { error: String(error) });
        return false;
      }
    },
  };
}

/** The application's icon. @param size edge in pixels, of those in resources/icons */
export const iconPath = (resources: string, size: 16 | 32 | 48 | 128 | 256 | 512) =>
  join(resources, 'icons', `labmate-${size}.png`);
