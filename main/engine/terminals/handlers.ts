/** The contract's terminal procedures over the terminals of this process. */
import type { Handlers } from '../serve/index';
import type { Terminals } from './index';

export function terminalsHandlers(terminals: Terminals): Handlers<'terminals'> {
  return {
    async open({ server, cols, rows }, { signal }) {
      return { id: await terminals.open(server, { cols, rows }, signal) };
    },
    reopen: ({ id, cols, rows }, { signal }) => terminals.reopen(id, { cols, rows }, signal),
    async close({ id }) {
      terminals.close(id);
    },
    list: (_input, { signal, emit }) =>
      terminals.list.followUntil(signal, (entries) => void emit([...entries])),
  };
}
