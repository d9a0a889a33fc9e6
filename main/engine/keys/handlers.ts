/** The contract's procedures about keys. */
import type { Host } from '../host';
import type { Handlers } from '../serve/handlers';
import type { Keys } from './index';
import { keyError } from './words';

export function keyHandlers(keys: Keys, host: Pick<Host, 'redeemGrant'>): Handlers<'keys'> {
  return {
    list: () => keys.list(),
    generate: (wish, { signal }) => keys.generate(wish, signal),
    async importPutty({ grant, name }, { signal }) {
      const source = await host.redeemGrant(grant);
      if (source === undefined) throw keyError({ kind: 'grant-gone' });
      return keys.importPutty(source, name, signal);
    },
    install: ({ path, server, use }, { signal, emit }) =>
      keys.install(path, server, { use, signal, emit: (steps) => void emit(steps) }),
    revoke: ({ path, server }, { signal }) => keys.revoke(path, server, signal),
  };
}
