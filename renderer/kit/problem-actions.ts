/** What the buttons of a problem card reach outside their panel; the shell provides it. */

import { createContext, useContext } from 'react';
import type { VpnKind } from '../../preload/contract/vpn-kinds';

export interface ProblemActions {
  openDoctor(server: string): void;
  editServer(server: string): void;
  /** Asks whether the known key of this server is to be removed. */
  forgetHostKey(server: string): void;
  openVpn(kind: VpnKind): void;
  openUrl(url: string): void;
  /** Opens the log where it tells of this incident. */
  showLog(incident: string): void;
}

export const ProblemActionsContext = createContext<ProblemActions | null>(null);

export function useProblemActions(): ProblemActions {
  const actions = useContext(ProblemActionsContext);
  if (!actions) throw new Error('a problem card stands outside the shell');
  return actions;
}
