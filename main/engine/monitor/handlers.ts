/** Handlers of the `monitor` procedures. */
import type { Handlers } from '../serve/handlers';
import type { Monitor } from './monitor';

export function monitorHandlers(monitor: Monitor): Handlers<'monitor'> {
  return {
    async glance({ server }, { signal, emit }) {
      await monitor.glance(server, signal, (glance) => void emit(glance));
    },
    async server({ server }, { signal, emit }) {
      // Delivery `latest`: emit keeps the newest event and never waits.
      await monitor.watch(server, signal, (event) => void emit(event));
    },
  };
}
