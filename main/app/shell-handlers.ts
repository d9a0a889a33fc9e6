/** The procedures that the shell serves itself: about, file dialogs, the browser, incidents. */
import { appendFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import { ProblemError, problem } from '../engine/kit/outcome';
import type { Handlers } from '../engine/serve';
import type { Grants } from './grants';
import { lostWith } from './relay';
import type { Loss } from './worker-pool';

export interface IncidentFeed {
  follow(watcher: (loss: Loss) => void): () => void;
}

export function shellHandlers(options: {
  window(): BrowserWindow | undefined;
  grants: Grants;
  incidents: IncidentFeed;
  openUrl(url: string): Promise<void>;
}): Handlers<'shell'> {
  const choose = async (properties: Electron.OpenDialogOptions): Promise<string[]> => {
    const window = options.window();
    const { filePaths } = window
      ? await dialog.showOpenDialog(window, properties)
      : await dialog.showOpenDialog(properties);
    return filePaths;
  };
  const granted = (path: string) => ({ grant: options.grants.make(path), name: basename(path) });

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
    async chooseFolder({ title }) {
      const [path] = await choose({ title, properties: ['openDirectory', 'createDirectory'] });
      return path === undefined ? null : granted(path);
    },
    async chooseUploads({ kind }) {
      const paths = await choose({
        properties: [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
      });
      return paths.map(granted);
    },
    openUrl: ({ url }) => options.openUrl(url),
    async incidents(_input, { signal, emit }) {
      const stop = options.incidents.follow((loss) => {
        emit({ ...loss, lost: lostWith[loss.role] }).catch(() => {
          // Only a cancelled watch refuses an event, and then nobody waits for it.
        });
      });
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
      stop();
    },
  };
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
  const complaint = await shell.openPath(path);
  if (complaint !== '') throw new Error(complaint);
}
