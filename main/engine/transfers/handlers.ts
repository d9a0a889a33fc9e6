/** The contract's transfer procedures. */
import type { Handlers } from '../serve/index';
import type { Transfers } from './index';

export function transfersHandlers(transfers: Transfers): Handlers<'transfers'> {
  return {
    list: (_input, { signal, emit }) =>
      transfers.list.followUntil(signal, (entries) => void emit([...entries])),
    async upload(input) {
      return { id: await transfers.upload(input) };
    },
    async download(input) {
      return { id: await transfers.download(input) };
    },
    async cancel({ id }) {
      transfers.cancel(id);
    },
    async retry({ id }) {
      transfers.retry(id);
    },
    async dismiss({ id }) {
      transfers.dismiss(id);
    },
  };
}
