/**
 * Keeps what the window shows: in the session's storage, for a page that is loaded again, and with
 * main, for the next start.
 */
import { client } from '../connect';
import { useSettings } from '../connect/settings';
import { useShell } from './store';
import { readView, viewText } from './view';

const kept = 'labmate.view';
/** A pause before main is told, in milliseconds: clicking through tabs is one change. */
const pauseMs = 400;

/** Shows again what was shown before the page was loaded again, and keeps it from now on. */
export function keepView(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  tell: (view: string) => void,
): void {
  useShell.setState(readView(storage.getItem(kept)));
  let last = viewText(useShell.getState());
  useShell.subscribe((state) => {
    const text = viewText(state);
    if (text === last) return;
    last = text;
    storage.setItem(kept, text);
    tell(text);
  });
}

/**
 * Keeps the view in this window.
 * @returns restores the view of the last run, unless the page was only loaded again
 */
export function keepViewOfWindow(): () => void {
  const isReload = sessionStorage.getItem(kept) !== null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: string | undefined;
  const tellNow = () => {
    clearTimeout(timer);
    // One that is not kept is only not restored; the next change tries again.
    if (waiting !== undefined) void client.ask('shell.keepView', { view: waiting });
    waiting = undefined;
  };
  keepView(sessionStorage, (view) => {
    waiting = view;
    clearTimeout(timer);
    timer = setTimeout(tellNow, pauseMs);
  });
  window.addEventListener('pagehide', tellNow);
  return () => {
    if (!isReload) void restoreLastRun();
  };
}

async function restoreLastRun(): Promise<void> {
  const before = viewText(useShell.getState());
  const outcome = await client.ask('shell.keptView', {});
  if (!outcome.ok || outcome.value === null || !(await wantsRestore())) return;
  // Somebody who was faster keeps what they have chosen.
  if (viewText(useShell.getState()) === before) useShell.setState(readView(outcome.value));
}

function wantsRestore(): Promise<boolean> {
  const { snapshot } = useSettings.getState();
  if (snapshot) return Promise.resolve(snapshot.window.restore);
  return new Promise((resolve) => {
    const stop = useSettings.subscribe((state) => {
      if (!state.snapshot) return;
      stop();
      resolve(state.snapshot.window.restore);
    });
  });
}
