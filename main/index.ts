/** Start-up and shutdown order of the desktop app; the parts live in app/. */
import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog, ipcMain, Notification, session } from 'electron';
import { createAnnouncer } from './app/announcer';
import { registerAppScheme, serveApp } from './app/app-protocol';
import { Grants } from './app/grants';
import { createHostDesk } from './app/host-calls';
import { keepWindow, type WindowKeeper } from './app/keep-window';
import { type KeptFile, keptFile } from './app/kept-file';
import { type LogFile, openLogFile } from './app/log-file';
import { setMenu } from './app/menu';
import { createNotices } from './app/notices';
import { openDoor } from './app/page-ports';
import { appPaths } from './app/paths';
import { learningBoard, noticeQuestions } from './app/question-ears';
import { quietNetwork } from './app/quiet-network';
import { createRelay } from './app/relay';
import { appOrigin, lockPages, lockSession, originOf } from './app/security';
import { openSettings, type SettingsStore, settingsHandlers } from './app/settings';
import { openLocalPath, openWebAddress, shellHandlers } from './app/shell-handlers';
import { createTerminalPorts } from './app/terminal-ports';
import { createTray, iconPath, type TrayIcon } from './app/tray';
import { preloadPath } from './app/window';
import { createWorkerPool, type Loss, type WorkerPool } from './app/worker-pool';
import { createRedactor } from './engine/kit/redact';
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
/** Bytes of what the page keeps, which the contract bounds in characters. */
const viewBytesLimit = 1024 * 1024;
const redactor = createRedactor();
/** The window's close button asks the page. */
const closing = createAnnouncer<undefined>();
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
  const logFile = openLogFile(paths.data, logToo, redactor);
  const { log } = logFile;
  lockPages(app, trusted, log.scoped('security'));

  // Read while Chromium starts.
  const settingsRead = openSettings(paths.data, log.scoped('settings'));
  const cleared = clearSessionServers(paths.data).catch((error: unknown) =>
    log.warn('the servers of an earlier run stay', { error: String(error) }),
  );
  await app.whenReady();
  // Touching the session starts Chromium's crypto, without which AES runs in software in the
  // workers: 23 instead of 1,700 MB/s in Electron 25. See docs/performance.md.
  await lockSession(session.defaultSession, trusted, log.scoped('security'));
  serveApp(join(__dirname, '../renderer'));
  setMenu();

  const settings = await settingsRead;
  await cleared;
  const window: WindowKeeper = await keepWindow({
    data: paths.data,
    preload: preloadPath(__dirname),
    address: developmentUrl ?? `${appOrigin}/index.html`,
    icon: iconPath(paths.resources, 256),
    ...{ settings, closing, tray: () => tray },
    log: log.scoped('window'),
  });
  const tray = createTray({
    resources: paths.resources,
    show: () => window.show(),
    quit: () => app.quit(),
    log: log.scoped('tray'),
  });
  // The page loads in processes of its own while this one starts the workers.
  window.show();
  const view = keptFile(join(paths.data, 'view.json'), viewBytesLimit, log.scoped('view'));
  const pool = startServing({ logFile, settings, window, tray, view });
  shutDownOnQuit(async () => {
    await pool.close();
    await Promise.all([view.settled(), window.settled()]);
    log.info('closed');
    await logFile.close();
  });
  log.info('started', { electron: process.versions.electron, home: paths.data });
}

/** What runs for as long as the app does. */
interface Standing {
  logFile: LogFile;
  settings: SettingsStore;
  window: WindowKeeper;
  tray: TrayIcon;
  view: KeptFile;
}

/** Starts the workers and joins them with what pages may reach: relay, terminals, questions. */
function startServing({ logFile, settings, window, tray, view }: Standing): WorkerPool {
  const { log } = logFile;
  const openPath = (path: string) =>
    editorLog ? appendFile(editorLog, `${path}\n`) : openLocalPath(path);
  const openUrl = (url: string) => openWebAddress(url, browserLog);
  const grants = new Grants();
  const incidents = createAnnouncer<Loss>();
  const somebodyThere = () => relay.pageCount > 0;
  const board = learningBoard(createQuestionBoard({ somebodyThere }), redactor);

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
      incidents.tell(loss);
    },
  });
  const shown = createAnnouncer<string>();
  const notify = createNotices({
    focused: () => window.current()?.isFocused() ?? false,
    settings,
    make: (text) => (Notification.isSupported() ? new Notification(text) : undefined),
    show(server) {
      window.show();
      if (server !== undefined) shown.tell(server);
    },
    log: log.scoped('notices'),
  });
  noticeQuestions(board, notify);
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
    shell: shellHandlers({
      ...{ paths, window, tray, settings, view, grants, redactor, openUrl },
      ...{ incidents, closing, shown },
      licences: join(__dirname, '../licences.json'),
    }),
  };
  const relay = createRelay({ pool, testProcedures, handlers, log: log.scoped('relay') });
  openDoor({
    ...{ ipc: ipcMain, trusted, relay, terminals, grants },
    onPageGone: () => board.dismissAll(),
    log: log.scoped('security'),
  });
  return pool;
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
