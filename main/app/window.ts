/** The one window: safe by construction, shown when it has something to show. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';

/** Colours of the empty window, so that it does not flash: `bg` of renderer/shell/tokens.ts. */
const background = { dark: '#0e1117', light: '#f3f5f9' } as const;

/** Opens the window on the page's address; it shows itself once the page can be drawn. */
export function openWindow(options: { preload: string; address: string }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1360,
    height: 880,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Labmate',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(options.address);
  return window;
}

/** Where the build puts the preload script, seen from main's bundle. */
export const preloadPath = (mainFolder: string) => join(mainFolder, '../preload/index.js');
