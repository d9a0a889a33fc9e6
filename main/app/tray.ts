/** The icon in the system's tray, as Electron makes it. */
import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Log } from '../engine/kit/log';
import { holdTray, type TrayIcon, trayItems } from './hold-tray';

export type { TrayIcon } from './hold-tray';

export function createTray(options: {
  resources: string;
  show(): void;
  quit(): void;
  log: Log;
}): TrayIcon {
  const make = (): Tray => {
    const image = nativeImage.createFromPath(iconPath(options.resources, 32));
    if (image.isEmpty()) throw new Error('the icon cannot be read');
    const made = new Tray(process.platform === 'darwin' ? image.resize({ height: 18 }) : image);
    made.setToolTip('Labmate');
    made.setContextMenu(Menu.buildFromTemplate(trayItems(options)));
    made.on('click', options.show);
    return made;
  };
  return holdTray(make, options.log);
}

/** The application's icon. @param size edge in pixels, of those in resources/icons */
export const iconPath = (resources: string, size: 16 | 32 | 48 | 128 | 256 | 512) =>
  join(resources, 'icons', `labmate-${size}.png`);
