/** Opens the watches that live as long as the window. */
import { client } from '../connect';
import { useSettings } from '../connect/settings';
import { useEdits } from '../editing';
import { refuseStrayDrops } from '../kit/drop';
import { useQuestions } from '../questions';
import { startAutoConnect, useServers } from '../servers';
import { useTerminals } from '../terminals';
import { useTransfers } from '../transfers';
import { useTunnels } from '../tunnels';
import { loadAbout } from './about-store';
import { watchIncidents } from './incidents';
import { selectServer } from './store';
import { followTaskbar } from './taskbar';

export function startMirrors(): void {
  for (const mirror of [useSettings, useServers, useQuestions]) mirror.start();
  refuseStrayDrops();
  // The rest would only compete with the first picture: what it shows is empty at a start.
  afterFirstList(() => {
    performance.mark('labmate:servers-shown'); // for `npm run bench`
    for (const mirror of [useTerminals, useTunnels, useTransfers, useEdits]) mirror.start();
    startAutoConnect();
    watchIncidents();
    followNotices();
    followTaskbar();
    void loadAbout();
  });
}

/** Runs once the list of servers, or why there is none, stands on the screen. */
function afterFirstList(run: () => void): void {
  const stop = useServers.subscribe(({ snapshot, problem }) => {
    if (!snapshot && !problem) return;
    stop();
    // The first frame draws it, the second begins when that one is done. A hidden window draws none.
    const once = runOnce(run);
    requestAnimationFrame(() => requestAnimationFrame(once));
    setTimeout(once, 1000);
  });
}

function runOnce(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

/** A click on a notice of the system shows the server that it is about. */
function followNotices(): void {
  client.watch('shell.shown', {}, { onEvent: ({ server }) => selectServer(server) });
}
