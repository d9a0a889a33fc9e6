/** The one window: opened where it was, kept or hidden when closed, shown when somebody asks. */
import { join } from 'node:path';
import { app, type BrowserWindow, powerMonitor, screen } from 'electron';
import type { Log } from '../engine/kit/log';
import { createClosingDesk } from './closing';
import type { EarlySettings } from './early-settings';
import { type KeptFile, keptFile, readKeptNow } from './kept-file';
import type { SettingsStore } from './settings';
import type { TrayIcon } from './tray';
import { openWindow } from './window';
import { createWindowSeen, type WindowSeen } from './window-seen';
import { type Opening, openingFor, readWindowState, type WindowState } from './window-state';

/** A pause after moving the window before its place is written, in milliseconds. */
const placePauseMs = 500;

export interface WindowKeeper {
  current(): BrowserWindow | undefined;
  /** Opens the window, or brings it to the front. */
  show(): void;
  hide(): void;
  /** Whether it can be seen. */
  readonly seen: WindowSeen['feed'];
  /** The settings that the window obeys: they are read when it is already on its way. */
  follow(settings: SettingsStore): void;
  /** Resolves when the window's place has been written. Never rejects. */
  settled(): Promise<void>;
}

export interface WindowNeeds {
  data: string;
  preload: string;
  address: string;
  icon: string;
  early: EarlySettings;
  /** Resolves when a page may be loaded. */
  ready: Promise<void>;
  tray(): TrayIcon;
  /** The page's question about closing. */
  closing: { tell(event: undefined): void; readonly listeners: number };
  log: Log;
}

/** More bytes than the window's place takes. */
const placeBytesLimit = 4096;

/** Reads where the window was and keeps it from then on. */
export function keepWindow(needs: WindowNeeds): WindowKeeper {
  const path = join(needs.data, 'window.json');
  const file = keptFile(path, placeBytesLimit, needs.log);
  let kept = readWindowState(readKeptNow(path, placeBytesLimit, needs.log));
  let window: BrowserWindow | undefined;
  const seen = createWindowSeen();
  let settings: SettingsStore | undefined;

  const hide = () => window?.hide();
  const desk = createClosingDesk({
    setting: () => settings?.feed.value.window.onClose ?? 'quit',
    windowsMayLeave: process.platform === 'darwin',
    trayThere: () => needs.tray().ensure(),
    pageListens: () => needs.closing.listeners > 0,
    ask: () => needs.closing.tell(undefined),
    pageLives: async () => window?.webContents.executeJavaScriptInIsolatedWorld(pingWorld, ping),
    hide,
    quit: () => app.quit(),
    log: needs.log,
  });
  app.on('before-quit', () => desk.quitting());
  // Not everywhere does the end of the session pass by `before-quit`.
  powerMonitor.on('shutdown', () => app.quit());

  const show = () => {
    if (window) return bringUp(window);
    const { restore, zoomPercent } = settings ? obeyed(settings) : needs.early;
    const opened = openWindow({
      ...{ ...needs, zoomPercent, opening: opening(restore ? kept : undefined) },
    });
    window = opened;
    seen.follow(opened);
    followPlace(opened, file, (state) => {
      kept = state;
    });
    opened.on('close', (event) => {
      if (desk.wish()) event.preventDefault();
    });
    opened.on('session-end', () => desk.quitting());
    opened.on('closed', () => {
      window = undefined;
    });
    opened.webContents.on('did-finish-load', () => {
      if (settings) applyZoom(opened, settings);
    });
  };
  app.on('activate', show);
  // The arguments of a second start carry no commands: it only brings the window up.
  app.on('second-instance', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  return {
    current: () => window,
    ...{ show, hide, seen: seen.feed },
    follow(opened) {
      settings = opened;
      const zoom = () => window && applyZoom(window, opened);
      opened.feed.follow(zoom);
      zoom();
    },
    settled: () => file.settled(),
  };
}

/** Any world but the page's own: what runs there cannot be changed by the page. */
const pingWorld = 1001;
const ping = [{ code: '0' }];

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function opening(kept: WindowState | undefined): Opening {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return openingFor(
    kept,
    [main, ...others].map(({ workArea }) => workArea),
  );
}

/** Writes where the window is, a moment after it moved and when it closes. */
function followPlace(
  window: BrowserWindow,
  file: KeptFile,
  tell: (state: WindowState) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isFullScreen()) return;
    const state = { ...window.getNormalBounds(), maximised: window.isMaximized() };
    tell(state);
    file.write(JSON.stringify(state)).catch(() => {
      // The file has logged it; the window then opens where it was before.
    });
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(write, placePauseMs);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', write);
  window.on('closed', () => clearTimeout(timer));
}

const obeyed = ({ feed }: SettingsStore): EarlySettings => ({
  restore: feed.value.window.restore,
  zoomPercent: feed.value.appearance.zoomPercent,
});

/** The setting is the only zoom: a page that loads again gets it again. */
function applyZoom({ webContents }: BrowserWindow, { feed }: SettingsStore): void {
  if (webContents.isDestroyed()) return;
  webContents.setZoomFactor(feed.value.appearance.zoomPercent / 100);
}
