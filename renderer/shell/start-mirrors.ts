/** Opens the watches that live as long as the window. */
import { client } from '../connect';
import { useSettings } from '../connect/settings';
import { useEdits } from '../editing';
import { refuseStrayDrops } from '../kit/drop';
import { sayProblem } from '../kit/toast';
import { useQuestions } from '../questions';
import { keepListOfWindow, showKeptList, startAutoConnect, useServers } from '../servers';
import { useTerminals } from '../terminals';
import { useTransfers } from '../transfers';
import { keepForwardsOfWindow, useTunnels } from '../tunnels';
import { useTunnel } from '../vpn';
import { loadAbout } from './about-store';
import { followTunnel } from './actions';
import { afterFirstPicture, whenDrawn } from './first-picture';
import { watchIncidents } from './incidents';
import { selectServer } from './store';
import { followTaskbar } from './taskbar';

/**
 * The list of the last run is the first picture, with the processor for itself; then the engine is
 * asked, which makes main load it. Without such a list there is nothing to wait for.
 */
export function startMirrors(restoreView: () => void): void {
  refuseStrayDrops();
  const open = () => {
    openMirrors();
    restoreView();
  };
  if (showKeptList()) {
    afterFirstPicture(() => {
      markList();
      open();
    });
  } else open();
}

function openMirrors(): void {
  for (const mirror of [useSettings, useServers, useQuestions]) mirror.start();
  keepListOfWindow();
  // The rest would only compete with the first list: what it shows is empty at a start.
  afterFirstList(() => {
    markList();
    keepForwardsOfWindow();
    for (const mirror of [useTerminals, useTunnels, useTransfers, useEdits, useTunnel])
      mirror.start();
    startAutoConnect();
    watchIncidents();
    followNotices();
    followTaskbar();
    followTunnel();
    void loadAbout();
    void saySettingsTrouble();
  });
}

/** Settings that could not be read at the start are not what the person left. */
async function saySettingsTrouble(): Promise<void> {
  const outcome = await client.ask('settings.trouble', {});
  if (outcome.ok && outcome.value !== null) sayProblem(outcome.value);
}

/** For `npm run bench`: a list that can be used stands on the screen. */
function markList(): void {
  performance.mark('labmate:servers-shown');
}

/** Runs once the engine's list of servers, or why there is none, stands on the screen. */
function afterFirstList(run: () => void): void {
  const stop = useServers.subscribe(({ snapshot, interrupted, problem }) => {
    if ((!snapshot || interrupted) && !problem) return;
    stop();
    whenDrawn(run);
  });
}

/** A click on a notice of the system shows the server that it is about. */
function followNotices(): void {
  client.watch('shell.shown', {}, { onEvent: ({ server }) => selectServer(server) });
}
