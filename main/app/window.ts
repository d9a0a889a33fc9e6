/** The one window: safe by construction, shown when it has something to show. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import type { Log } from '../engine/kit/log';
import { type Opening, smallest } from './window-state';

/** Colours of the empty window, so that it does not flash: `bg` of renderer/shell/tokens.ts. */
const background = { dark: '#0e1117', light: '#f3f5f9' } as const;

/** A second crash within this time, in milliseconds, is not answered by loading the page again. */
const crashPauseMs = 10_000;

/** How long a page that has loaded may take to its first picture, in milliseconds. */
const pictureLimitMs = 2000;

/** Opens the window on the page's address; it shows itself once the page can be drawn. */
export function openWindow(options: {
  preload: string;
  address: string;
  icon: string;
  opening: Opening;
  zoomPercent: number;
  /** Resolves when a page may be loaded. */
  ready: Promise<void>;
  log: Log;
}): BrowserWindow {
  const { maximised, ...place } = options.opening;
  const window = new BrowserWindow({
    ...place,
    minWidth: smallest.width,
    minHeight: smallest.height,
    icon: options.icon,
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
      zoomFactor: options.zoomPercent / 100,
    },
  });
  let shown = false;
  const reveal = () => {
    if (shown || window.isDestroyed()) return;
    shown = true;
    if (maximised) window.maximize();
    window.show();
  };
  window.once('ready-to-show', reveal);
  // Should no first picture ever be told of, a window late is better than none.
  window.webContents.once('did-finish-load', () => setTimeout(reveal, pictureLimitMs));
  reviveAfterCrash(window, options.log);
  // Where it fails no page is loaded; whoever made the promise tells of it.
  void options.ready.then(
    () => (window.isDestroyed() ? undefined : window.loadURL(options.address)),
    () => undefined,
  );
  return window;
}

/** A page that crashed is loaded again; one that does so at once again would only do it for ever. */
function reviveAfterCrash(window: BrowserWindow, log: Log): void {
  let lastAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const again = performance.now() - lastAt > crashPauseMs;
    lastAt = performance.now();
    log.error('the page ended', { reason, exitCode, loadedAgain: again });
    if (again) window.reload();
  });
}

/** Where the build puts the preload script, seen from main's bundle. */
export const preloadPath = (mainFolder: string) => join(mainFolder, '../preload/index.js');
