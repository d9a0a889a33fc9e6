/** The contract's editing procedures. */
import type { Handlers } from '../serve/index';
import type { Editing } from './index';

export function editingHandlers(editing: Editing): Handlers<'editing'> {
  return {
    list: (_input, { signal, emit }) =>
      editing.list.followUntil(signal, (entries) => void emit([...entries])),
    async open({ server, path }, { signal }) {
      return { id: await editing.open(server, path, signal) };
    },
    save: ({ id }) => editing.save(id),
    resolve: ({ id, choice }) => editing.resolve(id, choice),
    close: ({ id, discard }) => editing.close(id, discard),
    async prepareDrag({ server, paths }, { signal }) {
      return { grants: await editing.prepareDrag(server, paths, signal) };
    },
  };
}
