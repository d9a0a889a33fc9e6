/**
 * Start-up and shutdown order of the desktop app; the parts live in app/. What is imported here is
 * loaded before the window opens, so it is little: the rest comes with app/serving.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, ipcMain, session } from 'electron';
import { createAnnouncer } from './app/announcer';
import { registerAppScheme, serveApp } from './app/app-protocol';
import { holdKnocks } from './app/early-pages';
import { earlySettings } from './app/early-settings';
import { keepWindow, type WindowKeeper } from './app/keep-window';
import { openLogFile } from './app/log-file';
import { setMenu } from './app/menu';
import { appPaths } from './app/paths';
import { quietNetwork } from './app/quiet-network';
import { appOrigin, lockPages, lockSession, originOf } from './app/security';
import type { Serving } from './app/serving';
import { createTray, iconPath } from './app/tray';
import { preloadPath } from './app/window';
import { createWorkerPool, type WorkerPool } from './app/worker-pool';
import type { Log } from './engine/kit/log';
import { createRedactor } from './engine/kit/redact';
import { clearSessionServers } from './engine/kit/session-folder';

/** When the app ends although something does not close, in milliseconds. */
const shutDownLimitMs = 6000;
/** How long a page may take before it asks for something, in milliseconds. */
const knockLimitMs = 2000;

/** electron-vite's development server; never in a packaged app. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const trusted = developmentUrl ? originOf(developmentUrl) : appOrigin;
const testProcedures = !app.isPackaged && process.env.LABMATE_TEST_PROCEDURES === '1';

const paths = appPaths(
  app.getPath('appData'),
  __dirname,
  app.isPackaged ? join(process.resourcesPath, 'resources') : undefined,
);
mkdirSync(paths.data, { recursive: true, mode: 0o700 });
app.setPath('userData', join(paths.data, 'window'));
app.setName('Labmate');
// Only root in a development machine starts us without a sandbox (scripts/start.mjs says so); the
// switch and this call exclude each other.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
quietNetwork(app);

if (app.requestSingleInstanceLock()) run().catch(failToStart);
else app.quit();

/** Without this a start that fails would leave a program without a window. */
function failToStart(error: unknown): void {
  console.error(error);
  dialog.showErrorBox('Labmate could not start', String(error));
  app.exit(1);
}

async function run(): Promise<void> {
  const logToo = !app.isPackaged && process.env.LABMATE_LOG === '1';
  const redactor = createRedactor();
  const logFile = openLogFile(paths.data, logToo, redactor);
  const { log } = logFile;
  lockPages(app, trusted, log.scoped('security'));
  clearSessionServersOfEarlierRun(log);

  const knocks = holdKnocks(ipcMain);
  await app.whenReady();
  serveApp(join(__dirname, '../renderer'));
  setMenu();
  const closing = createAnnouncer<undefined>();
  // Touching the session starts Chromium's crypto, without which AES runs in software in the
  // workers: 23 instead of 1,700 MB/s in Electron 25. See docs/performance.md.
  const locked = lockSession(session.defaultSession, trusted, log.scoped('security'));
  const window: WindowKeeper = keepWindow({
    data: paths.data,
    preload: preloadPath(__dirname),
    address: developmentUrl ?? `${appOrigin}/index.html`,
    icon: iconPath(paths.resources, 256),
    early: earlySettings(paths.data, log.scoped('settings')),
    ready: locked,
    ...{ closing, tray: () => tray },
    log: log.scoped('window'),
  });
  const tray = createTray({
    resources: paths.resources,
    show: () => window.show(),
    quit: () => app.quit(),
    log: log.scoped('tray'),
  });
  let pool: WorkerPool | undefined;
  let serving: Serving | undefined;
  shutDownOnQuit(async () => {
    // What the page keeps (the list of servers) would else be written some seconds later.
    session.defaultSession.flushStorageData();
    await pool?.close();
    await Promise.all([serving?.settled(), window.settled()]);
    log.info('closed');
    await logFile.close();
  });
  window.show();
  await locked; // one that fails ends the start with its words, and no page was loaded
  // The first picture gets the processor for itself: the schemas and the first worker load when the
  // page has something to ask. One that cannot ask is answered all the same, for what the person sees
  // of it: closing, a crash.
  await Promise.race([knocks.first, after(knockLimitMs)]);
  pool = createWorkerPool({
    entry: join(__dirname, 'worker.js'),
    setup: { paths, testProcedures },
    log: log.scoped('workers'),
  });
  const { startServing } = await import('./app/serving');
  serving = startServing({
    ...{ paths, trusted, testProcedures, logFile, redactor, window, tray, pool, closing, knocks },
    mainFolder: __dirname,
  });
  log.info('started', { electron: process.versions.electron, home: paths.data });
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function clearSessionServersOfEarlierRun(log: Log): void {
  try {
    clearSessionServers(paths.data);
  } catch (error) {
    log.warn('the servers of an earlier run stay', { error: String(error) });
  }
}

/** Runs `close` once before the app ends; an end that hangs is cut short. */
function shutDownOnQuit(close: () => Promise<void>): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    setTimeout(() => app.exit(0), shutDownLimitMs).unref();
    void close().finally(() => app.exit(0));
  });
}
