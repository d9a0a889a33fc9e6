/** Terminals: login shells with a pty, each with a port of its own to the page. */
import { randomUUID } from 'node:crypto';
import type { TerminalEntry } from '../../../preload/contract/terminals';
import type { Connections, Link, RemoteProcess } from '../connections/index';
import type { Host } from '../host';
import { ProblemError, throwIfCancelled } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import { Terminal, type TerminalPort } from './terminal';
import { terminalProblem } from './words';

export { terminalsHandlers } from './handlers';
export type { TerminalPort } from './terminal';

export interface Terminals {
  /** All terminals, also ended ones until they are closed. */
  readonly list: StateFeed<readonly TerminalEntry[]>;
  /**
   * Starts a login shell and returns the terminal's id.
   * @throws ProblemError when the server cannot be reached or refuses the shell.
   */
  open(server: string, size: { cols: number; rows: number }, signal: AbortSignal): Promise<string>;
  /**
   * Starts a new shell under the id of one that has ended; an open one stays as it is.
   * @throws ProblemError `terminals/unknown`, and what `open` throws.
   */
  reopen(id: string, size: { cols: number; rows: number }, signal: AbortSignal): Promise<void>;
  /**
   * Connects a page's port; an earlier one of the same terminal is closed. Call what it returns
   * when the port has closed: output then waits until the next attach (a page that was reloaded).
   * @throws ProblemError `terminals/unknown`
   */
  attach(id: string, port: TerminalPort): () => void;
  /** Ends a terminal and takes it out of the list; an unknown one is already closed. */
  close(id: string): void;
  /** Bytes of output held for a terminal, for tests and diagnostics. */
  heldBytes(id: string): number;
  dispose(): void;
}

export function createTerminals(options: { host: Host; connections: Connections }): Terminals {
  const log = options.host.log.scoped('terminals');
  const terminals = new Map<string, Terminal>();
  const list = new StateFeed<readonly TerminalEntry[]>([]);
  const publish = () => list.set([...terminals.values()].map(({ entry }) => entry));

  const find = (id: string): Terminal => {
    const terminal = terminals.get(id);
    if (!terminal) throw new ProblemError(terminalProblem({ what: 'unknown', id }));
    return terminal;
  };
  const close = (id: string) => {
    const terminal = terminals.get(id);
    if (!terminals.delete(id)) return;
    terminal?.close();
    publish();
  };

  return {
    list,
    async open(server, size, signal) {
      throwIfCancelled(signal);
      const link = await options.connections.link(server, signal);
      const process = await shellOf(link, size, signal);
      const id = randomUUID();
      terminals.set(id, new Terminal({ id, server, process, log, changed: publish }));
      publish();
      return id;
    },
    async reopen(id, size, signal) {
      const ended = find(id);
      const { server } = ended.entry;
      const link = await options.connections.link(server, signal);
      if (!ended.ended) return;
      const process = await shellOf(link, size, signal);
      // It may have been closed, or opened again, while the shell started.
      if (terminals.get(id) !== ended) {
        process.close();
        return;
      }
      ended.close();
      terminals.set(id, new Terminal({ id, server, process, log, changed: publish }));
      publish();
    },
    attach(id, port) {
      const terminal = find(id);
      const detach = terminal.attach(port);
      return () => {
        detach();
        // Nobody can read an ended terminal again after its page has gone.
        if (terminal.ended && terminals.get(id) === terminal) close(id);
      };
    },
    close,
    heldBytes: (id) => find(id).heldBytes,
    dispose() {
      for (const id of [...terminals.keys()]) close(id);
    },
  };
}

/** Starts the shell. The signal stops the start only: a link keeps heeding the one it is given. */
async function shellOf(
  link: Link,
  size: { cols: number; rows: number },
  signal: AbortSignal,
): Promise<RemoteProcess> {
  throwIfCancelled(signal);
  const start = new AbortController();
  const stop = () => start.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await link.shell(
      { ...size, term: 'xterm-256color' },
      {
        signal: start.signal,
        env: { COLORTERM: 'truecolor' },
      },
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
