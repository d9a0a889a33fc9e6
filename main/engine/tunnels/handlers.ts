/** Handlers of the `tunnels` procedures. */
import type { Handlers } from '../serve/handlers';
import type { Tunnels } from './tunnels';

export function tunnelsHandlers(tunnels: Tunnels): Handlers<'tunnels'> {
  return {
    list: (_input, { signal, emit }) =>
      tunnels.list.followUntil(signal, (entries) => void emit([...entries])),
    open: (request, { signal }) => tunnels.open(request, signal),
    browse: ({ id }, { signal }) => tunnels.browse(id, signal),
    close: ({ id }) => tunnels.close(id),
    stopJupyter: ({ id }, { signal }) => tunnels.stopJupyter(id, signal),
  };
}
