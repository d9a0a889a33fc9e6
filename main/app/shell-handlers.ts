/** The procedures that the shell serves itself: about, file dialogs, closing, the log, incidents. */
import { appendFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { app, dialog, shell } from 'electron';
import { ProblemError, problem } from '../engine/kit/outcome';
import type { Redactor } from '../engine/kit/redact';
import type { Handlers } from '../engine/serve';
import { type Announcer, passOn } from './announcer';
import { chooseKeyFile } from './choose-key-file';
import type { Grants } from './grants';
import type { WindowKeeper } from './keep-window';
import type { KeptFile } from './kept-file';
import { readLicences } from './licences';
import { logStamp, readLogTail } from './log-reader';
import { openWithDesktop } from './open-local';
import { lostWith } from './relay';
import type { SettingsStore } from './settings';
import { startDrag } from './start-drag';
import type { TrayIcon } from './tray';
import type { Loss } from './worker-pool';

export interface ShellNeeds {
  paths: { data: string; ssh: string; resources: string };
  /** The list of licences that the build made. */
  licences: string;
  window: Pick<WindowKeeper, 'current' | 'hide' | 'seen'>;
  tray: TrayIcon;
  settings: SettingsStore;
  view: KeptFile;
  grants: Grants;
  redactor: Redactor;
  incidents: Announcer<Loss>;
  closing: Announcer<undefined>;
  shown: Announcer<string>;
  openUrl(url: string): Promise<void>;
}

export function shellHandlers(needs: ShellNeeds): Handlers<'shell'> {
  return {
    async about() {
      return {
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        chromium: process.versions['chrome'] ?? '',
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        developmentRuntime: process.env.LABMATE_DEVELOPMENT_RUNTIME ?? null,
      };
    },
    ...choosing(needs),
    ...keeping(needs),
    ...closing(needs),
    openUrl: ({ url }) => needs.openUrl(url),
    async startDrag({ grants }) {
      const contents = needs.window.current()?.webContents;
      const redeem = (grant: string) => needs.grants.redeem(grant);
      if (contents) await startDrag(grants, redeem, contents, needs.paths.resources);
    },
    async taskbarProgress({ fraction }) {
      needs.window.current()?.setProgressBar(fraction ?? -1);
    },
    async log({ entries: count, known }) {
      const { data } = needs.paths;
      // Taken first: what is written while the log is read comes at the next time.
      const stamp = await logStamp(data);
      if (stamp === known) return { stamp, changed: false, entries: [] };
      return { stamp, changed: true, entries: await readLogTail(data, count, needs.redactor) };
    },
    licences: () => readLicences(needs.licences),
    seen: (_input, { signal, emit }) =>
      needs.window.seen.followUntil(signal, (seen) => void emit({ seen })),
    shown: (_input, context) => passOn(needs.shown, context, (server) => ({ server })),
    incidents: (_input, context) =>
      passOn(needs.incidents, context, (loss) => ({ ...loss, lost: lostWith[loss.role] })),
  };
}

/** Dialogs of the system that choose files. */
function choosing({ window, grants, paths }: ShellNeeds) {
  const choose = async (properties: Electron.OpenDialogOptions): Promise<string[]> => {
    const parent = window.current();
    const { filePaths } = parent
      ? await dialog.showOpenDialog(parent, properties)
      : await dialog.showOpenDialog(properties);
    return filePaths;
  };
  const granted = (path: string) => ({ grant: grants.make(path), name: basename(path) });
  return {
    async chooseFolder({ title }) {
      const [path] = await choose({ title, properties: ['openDirectory', 'createDirectory'] });
      return path === undefined ? null : granted(path);
    },
    async chooseFile({ title }) {
      const [path] = await choose({ title, properties: ['openFile', 'showHiddenFiles'] });
      return path === undefined ? null : granted(path);
    },
    async chooseUploads({ kind }) {
      const chosen = await choose({
        properties: [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
      });
      return chosen.map(granted);
    },
    chooseKeyFile: () => chooseKeyFile(window.current(), paths.ssh),
  } satisfies Partial<Handlers<'shell'>>;
}

/** What the page wants to show again at the next start. */
function keeping({ view, settings }: ShellNeeds) {
  const wanted = () => settings.feed.value.window.restore;
  return {
    keptView: async () => (wanted() ? view.read() : null),
    keepView: ({ view: text }) => (wanted() ? view.write(text) : view.remove()),
  } satisfies Partial<Handlers<'shell'>>;
}

/** The question whether closing means quitting, and its answer. */
function closing({ closing: wishes, settings, tray, window }: ShellNeeds) {
  return {
    closing: (_input, context) => passOn(wishes, context, () => ({})),
    async close({ choice, remember }) {
      if (choice === 'stay') return;
      if (choice === 'tray' && !tray.ensure()) {
        throw new ProblemError(
          problem('shell/no-tray', 'Labmate cannot be kept in the tray here.', {
            why: 'This desktop has no tray, so the window could not be brought back.',
          }),
        );
      }
      try {
        if (remember) await settings.change({ window: { onClose: choice } });
      } finally {
        if (choice === 'tray') window.hide();
        // The answer should reach the page before the page goes.
        else setImmediate(() => app.quit());
      }
    },
  } satisfies Partial<Handlers<'shell'>>;
}

/**
 * Opens an http or https address in the person's browser; everything else is refused.
 * @param log tests: a file that the address is written to instead; a browser of the test opens it.
 */
export async function openWebAddress(url: string, log?: string): Promise<void> {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new ProblemError(
      problem('shell/refused-address', 'This address was not opened.', {
        why: 'Labmate opens only http and https addresses.',
        facts: { protocol: parsed?.protocol ?? null },
      }),
    );
  }
  if (log) await appendFile(log, `${parsed.href}\n`);
  else await shell.openExternal(parsed.href);
}

/** Opens a local file with the system's program for it. @throws Error in the system's words */
export async function openLocalPath(path: string): Promise<void> {
  if (process.platform === 'linux') return openWithDesktop(path);
  const complaint = await shell.openPath(path);
  if (complaint !== '') throw new Error(complaint);
}
