/** The procedures about kept secrets: what is kept, and forgetting it. No secret goes to a page. */
import type { Handlers } from '../engine/serve';
import type { SecretShelf } from './secret-shelf';
import type { SecretStore } from './secret-store';

export function secretHandlers(store: SecretStore, shelf: SecretShelf): Handlers<'secrets'> {
  return {
    async kept() {
      return { store: store.name, kept: store.list() };
    },
    async forget({ id }) {
      if (id === null) {
        shelf.forgetAll();
        await store.forgetAll();
      } else {
        shelf.forget(id);
        await store.forget(id);
      }
    },
  };
}
