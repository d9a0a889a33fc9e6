/** Opens the watches that live as long as the window. */
import { useSettings } from '../connect/settings';
import { refuseStrayDrops } from '../kit/drop';
import { useQuestions } from '../questions';
import { useServers } from '../servers';
import { useTerminals } from '../terminals';
import { useTransfers } from '../transfers';
import { useTunnels } from '../tunnels';
import { loadAbout } from './about-store';
import { watchIncidents } from './incidents';

export function startMirrors(): void {
  for (const mirror of [
    useSettings,
    useServers,
    useQuestions,
    useTerminals,
    useTunnels,
    useTransfers,
  ])
    mirror.start();
  markFirstList();
  watchIncidents();
  void loadAbout();
  refuseStrayDrops();
}

/** Marks when the list of servers stood on the screen, for `npm run bench`. */
function markFirstList(): void {
  const stop = useServers.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    stop();
    // The first frame draws it, the second begins when that one is done.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => performance.mark('labmate:servers-shown')),
    );
  });
}
