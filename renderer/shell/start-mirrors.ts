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
  watchIncidents();
  void loadAbout();
  refuseStrayDrops();
}
