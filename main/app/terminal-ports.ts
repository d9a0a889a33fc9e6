/** Relays terminal ports: one numbered stream in the `link` worker per port of a page. */
import type { MessagePortMain } from 'electron';
import type { FromWorker } from '../worker/messages';
import type { WorkerPool } from './worker-pool';

export interface TerminalPorts {
  /** Joins a page's port to a terminal; the worker closes it when there is no such terminal. */
  open(id: string, port: MessagePortMain): void;
  fromWorker(message: Extract<FromWorker, { type: 'terminal-frame' | 'terminal-closed' }>): void;
  /** Closes all ports: the page went away, or the worker did. */
  closeAll(): void;
}

export function createTerminalPorts(pool: Pick<WorkerPool, 'send'>): TerminalPorts {
  const ports = new Map<number, MessagePortMain>();
  let next = 1;

  return {
    open(id, port) {
      const number = next;
      next += 1;
      ports.set(number, port);
      port.on('message', (event) =>
        pool.send('link', { type: 'terminal-frame', port: number, frame: event.data }),
      );
      port.on('close', () => {
        if (ports.delete(number)) pool.send('link', { type: 'terminal-closed', port: number });
      });
      port.start();
      pool.send('link', { type: 'terminal-opened', port: number, id });
    },
    fromWorker(message) {
      const port = ports.get(message.port);
      if (!port) return;
      if (message.type === 'terminal-frame') {
        port.postMessage(message.frame);
      } else {
        ports.delete(message.port);
        port.close();
      }
    },
    closeAll() {
      for (const [number, port] of [...ports]) {
        ports.delete(number);
        pool.send('link', { type: 'terminal-closed', port: number });
        port.close();
      }
    },
  };
}
