/** The application menu: only what the platform needs for editing keys and closing. */
import { app, Menu } from 'electron';

export function setMenu(): void {
  if (process.platform !== 'darwin') {
    // Without a menu the editing keys still work; a menu would take keys from terminals.
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu', label: app.name },
      { role: 'editMenu' },
      { role: 'windowMenu' },
    ]),
  );
}
