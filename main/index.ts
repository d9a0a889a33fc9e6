/** Start-up and shutdown order of the desktop app; the parts live in app/. */
import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, session } from 'electron';
import { registerAppScheme, serveApp } from './app/app-protocol';
import { chooseKeyFile } from './app/choose-key-file';
import { Grants } from './app/grants';
import { createHostDesk } from './app/host-calls';
import { type LogFile, openLogFile } from './app/log-file';
import { setMenu } from './app/menu';
import { createNotices } from './app/notices';
import { openDoor } from './app/page-ports';
import { appPaths } from './app/paths';
import { createRelay } from './app/relay';
import { appOrigin, lockPages, lockSession, originOf } from './app/security';
import { openSettings, type SettingsStore, settingsHandlers } from './app/settings';
import { openLocalPath, openWebAddress, shellHandlers } from './app/shell-handlers';
import { createTerminalPorts } from './app/terminal-ports';
import { openWindow, preloadPath } from './app/window';
import { createWorkerPool, type Loss, type WorkerPool } from './app/worker-pool';
import type { Log } from './engine/kit/log';
import { createQuestionBoard, questionHandlers } from './engine/questions';
import { clearSessionServers } from './engine/servers';

/** When the app ends although something does not close, in milliseconds. */
const shutDownLimitMs = 6000;

/** electron-vite's development server; never in a packaged app. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const trusted = developmentUrl ? originOf(developmentUrl) : appOrigin;
const testProcedures = !app.isPackaged && process.env.LABMATE_TEST_PROCEDURES === '1';

const paths = appPaths(
  app.getPath('appData'),
  __dirname,
  app.isPackaged ? join(process.resourcesPath, 'resources') : undefined,
);
/** Tests: addresses for the person's browser are written to this file instead. */
const browserLog =
  !app.isPackaged && process.env.LABMATE_BROWSER_LOG === '1'
    ? join(paths.data, 'browser.log')
    : undefined;
/** Tests: local files for the person's editor are written to this file instead of opened. */
const editorLog =
  !app.isPackaged && process.env.LABMATE_BROWSER_LOG === '1'
    ? join(paths.data, 'editor.log')
    : undefined;
mkdirSync(paths.data, { recursive: true, mode: 0o700 });
app.setPath('userData', join(paths.data, 'window'));
app.setName('Labmate');
// Only root in a development machine starts us without a sandbox (scripts/start.mjs says so); the
// switch and this call exclude each other.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();

if (app.requestSingleInstanceLock()) run().catch(failToStart);
else app.quit();

/** Without this a start that fails would leave a program without a window. */
function failToStart(error: unknown): void {
  console.error(error);
  dialog.showErrorBox('Labmate could not start', String(error));
  app.exit(1);
}

async function run(): Promise<void> {
  const logFile = openLogFile(paths.data, !app.isPackaged && process.env.LABMATE_LOG === '1');
  const { log } = logFile;
  lockPages(app, trusted, log.scoped('security'));

  await app.whenReady();
  // Touching the session starts Chromium's crypto, without which AES runs in software in the
  // workers: 23 instead of 1,700 MB/s in Electron 25. See docs/performance.md.
  await lockSession(session.defaultSession, trusted, log.scoped('security'));
  serveApp(join(__dirname, '../renderer'));
  setMenu();

  await clearSessionServers(paths.data).catch((error: unknown) =>
    log.warn('the servers of an earlier run stay', { error: String(error) }),
  );
  const window = keepWindow(log.scoped('window'));
  const settings = await openSettings(paths.data, log.scoped('settings'));
  // The page loads in processes of its own while this one starts the workers.
  window.show();
  const pool = startServing(logFile, settings, window.current);
  shutDownOnQuit(async () => {
    await pool.close();
    log.info('closed');
    await logFile.close();
  });
  log.info('started', { electron: process.versions.electron, home: paths.data });
}

/** Starts the workers and joins them with what pages may reach: relay, terminals, questions. */
function startServing(
  logFile: LogFile,
  settings: SettingsStore,
  window: () => BrowserWindow | undefined,
): WorkerPool {
  const { log } = logFile;
  const openPath = (path: string) =>
    editorLog ? appendFile(editorLog, `${path}\n`) : openLocalPath(path);
  const openUrl = (url: string) => openWebAddress(url, browserLog);
  const grants = new Grants();
  const lossWatchers = new Set<(loss: Loss) => void>();
  const incidents = {
    follow(watcher: (loss: Loss) => void) {
      lossWatchers.add(watcher);
      return () => void lossWatchers.delete(watcher);
    },
  };
  const board = createQuestionBoard({ somebodyThere: () => relay.pageCount > 0 });

  const pool = createWorkerPool({
    entry: join(__dirname, 'worker.js'),
    setup: { paths, testProcedures },
    log: log.scoped('workers'),
    onMessage(role, message) {
      if (message.type === 'frame') relay.fromWorker(message);
      else if (message.type === 'log') logFile.write(message.entry);
      else if (message.type === 'host-call') desk.call(role, message);
      else if (message.type === 'notify') notify(message.note);
      else if (message.type === 'host-cancel') desk.cancel(role, message.call);
      else if (message.type === 'terminal-frame' || message.type === 'terminal-closed') {
        terminals.fromWorker(message);
      }
    },
    onLoss(loss) {
      desk.workerLost(loss.role);
      if (loss.role === 'link') terminals.closeAll();
      relay.workerLost(loss);
      for (const watcher of lossWatchers) watcher(loss);
    },
  });
  const notify = createNotices({ window, settings, log: log.scoped('notices') });
  const terminals = createTerminalPorts(pool);
  const redeemGrant = (grant: string) => grants.redeem(grant);
  const desk = createHostDesk({
    ...{ pool, board, redeemGrant, openUrl, openPath },
    makeGrant: (path) => grants.make(path),
    log: log.scoped('host'),
  });
  const handlers = {
    questions: questionHandlers(board),
    settings: settingsHandlers(settings),
    shell: {
      ...shellHandlers({ window, grants, openUrl, incidents }),
      chooseKeyFile: () => chooseKeyFile(window(), paths.ssh),
    },
  };
  const relay = createRelay({ pool, testProcedures, handlers, log: log.scoped('relay') });
  openDoor({
    ...{ ipc: ipcMain, trusted, relay, terminals, grants },
    onPageGone: () => board.dismissAll(),
    log: log.scoped('security'),
  });
  return pool;
}

/** The one window: shown again when somebody asks for it, and the end of the app when closed. */
function keepWindow(log: Log): { current(): BrowserWindow | undefined; show(): void } {
  let window: BrowserWindow | undefined;
  const show = () => {
    if (window) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return;
    }
    const address = developmentUrl ?? `${appOrigin}/index.html`;
    window = openWindow({ preload: preloadPath(__dirname), address, log });
    window.on('closed', () => {
      window = undefined;
    });
  };
  app.on('activate', show);
  // The arguments of a second start carry no commands: it only brings the window up.
  app.on('second-instance', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  return { current: () => window, show };
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
