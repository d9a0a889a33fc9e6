/**
 * What stands between pages and workers: relay, terminal ports, questions, notices and main's own
 * procedures. Loaded when the window is already on its way: the schemas of the contract take longer
 * to load than all that a window needs.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, ipcMain, Notification } from 'electron';
import type { Redactor } from '../engine/kit/redact';
import { createQuestionBoard, questionHandlers } from '../engine/questions';
import { type Announcer, createAnnouncer } from './announcer';
import type { Knocks } from './early-pages';
import { Grants } from './grants';
import { createHostDesk } from './host-calls';
import type { WindowKeeper } from './keep-window';
import { keptFile } from './kept-file';
import type { LogFile } from './log-file';
import { createNotices } from './notices';
import { openDoor } from './page-ports';
import { learningBoard, noticeQuestions } from './question-ears';
import { createRelay } from './relay';
import { secretHandlers } from './secret-handlers';
import { createSecretShelf } from './secret-shelf';
import { createSecretStore } from './secret-store';
import type { TrustedOrigin } from './security';
import { openSettings, settingsHandlers } from './settings';
import { openLocalPath, openWebAddress, shellHandlers } from './shell-handlers';
import { systemCipher } from './system-cipher';
import { systemProxy } from './system-proxy';
import { createTerminalPorts } from './terminal-ports';
import type { TrayIcon } from './tray';
import type { Loss, WorkerPool } from './worker-pool';

/** Bytes of what the page keeps, which the contract bounds in characters. */
const viewBytesLimit = 1024 * 1024;

/** What runs for as long as the app does. */
export interface Standing {
  paths: { data: string; ssh: string; resources: string };
  /** The folder of main's bundle. */
  mainFolder: string;
  trusted: TrustedOrigin;
  testProcedures: boolean;
  logFile: LogFile;
  redactor: Redactor;
  window: WindowKeeper;
  tray: TrayIcon;
  pool: WorkerPool;
  /** The window's close button asks the page. */
  closing: Announcer<undefined>;
  /** Pages that knocked already. */
  knocks: Knocks;
}

export interface Serving {
  /** Resolves when nothing waits for the disk. Never rejects. */
  settled(): Promise<void>;
}

/** Joins the workers with what pages may reach. */
export function startServing(standing: Standing): Serving {
  const { paths, logFile, redactor, window, tray, pool, closing, trusted } = standing;
  const { testProcedures } = standing;
  const { log } = logFile;
  const settings = openSettings(paths.data, log.scoped('settings'));
  window.follow(settings);
  const view = keptFile(join(paths.data, 'view.json'), viewBytesLimit, log.scoped('view'));
  const { openPath, openUrl } = outside(paths.data);
  const grants = new Grants();
  const incidents = createAnnouncer<Loss>();
  const somebodyThere = () => relay.pageCount > 0;
  const board = learningBoard(createQuestionBoard({ somebodyThere }), redactor);
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
  const secrets = createSecretShelf();
  const storePath = join(paths.data, 'secrets.json');
  const store = createSecretStore(storePath, systemCipher, log.scoped('secrets'));
  const desk = createHostDesk({
    ...{ pool, board, secrets, store, redeemGrant, openUrl, openPath, systemProxy },
    makeGrant: (path) => grants.make(path),
    learn: (secret) => redactor.learn(secret),
    log: log.scoped('host'),
  });
  const handlers = {
    questions: questionHandlers(board),
    secrets: secretHandlers(store, secrets),
    settings: settingsHandlers(settings),
    shell: shellHandlers({
      ...{ paths, window, tray, settings, view, grants, redactor, openUrl },
      ...{ incidents, closing, shown },
      licences: join(standing.mainFolder, '../licences.json'),
    }),
  };
  const relay = createRelay({ pool, testProcedures, handlers, log: log.scoped('relay') });
  pool.listen({
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
  openDoor({
    ...{ ipc: ipcMain, trusted, relay, terminals, grants, knocks: standing.knocks.take() },
    onPageGone: () => board.dismissAll(),
    log: log.scoped('security'),
  });
  return {
    async settled() {
      await Promise.all([view.settled(), store.settled()]);
    },
  };
}

/**
 * The person's browser and editors. Tests (`LABMATE_BROWSER_LOG=1`) have addresses and local files
 * written to files instead of opened.
 */
function outside(data: string) {
  const logged = !app.isPackaged && process.env.LABMATE_BROWSER_LOG === '1';
  const browserLog = logged ? join(data, 'browser.log') : undefined;
  const editorLog = join(data, 'editor.log');
  return {
    openUrl: (url: string) => openWebAddress(url, browserLog),
    openPath: (path: string) => (logged ? appendFile(editorLog, `${path}\n`) : openLocalPath(path)),
  };
}
