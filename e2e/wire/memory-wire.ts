/** A client, the relay and a serving engine joined in memory: the whole boundary without Electron. */
import { createRelay, type Relay } from '../../main/app/relay';
import { type LogEntry, logTo } from '../../main/engine/kit/log';
import { type HandlerSet, type Served, serve } from '../../main/engine/serve';
import { diagnosticsHandlers } from '../../main/engine/serve/diagnostics';
import type { ToWorker, WorkerRole } from '../../main/worker/messages';
import type { DownFrame } from '../../preload/contract/wire';
import { type Client, createClient } from '../../renderer/connect/client';

export interface MemoryWire {
  client: Client;
  relay: Relay;
  /** Frames that the page received, in order. */
  received: DownFrame[];
  logged: LogEntry[];
  /** Sends a raw frame as a page that has gone bad would. */
  sendRaw(frame: unknown): void;
  /** Ends the worker of a role, as a crash does, and starts a new one. */
  killWorker(role: WorkerRole): void;
  /** How many frames have reached workers, by type. */
  toWorkers: ToWorker[];
  dispose(): void;
}

export function memoryWire(extra: HandlerSet = {}, mainHandlers: HandlerSet = {}): MemoryWire {
  const logged: LogEntry[] = [];
  const log = logTo((entry) => logged.push(entry));
  const received: DownFrame[] = [];
  const toWorkers: ToWorker[] = [];
  const listeners = new Set<(frame: DownFrame) => void>();

  const startWorker = () => {
    const pages = new Map<number, Served>();
    const handlers = { ...extra, diagnostics: diagnosticsHandlers() };
    let alive = true;
    return {
      kill() {
        alive = false;
        for (const served of pages.values()) served.dispose();
      },
      receive(message: ToWorker) {
        if (message.type === 'page-closed') {
          pages.get(message.page)?.dispose();
          pages.delete(message.page);
        }
        if (message.type !== 'frame') return;
        const { page, frame } = message;
        let served = pages.get(page);
        if (!served) {
          served = serve({
            handlers,
            log,
            testProcedures: true,
            wire: {
              send: (down) =>
                setImmediate(() => {
                  if (alive) relay.fromWorker({ type: 'frame', page, frame: down });
                }),
            },
          });
          pages.set(page, served);
        }
        // Structured clone is what a real port does to a frame.
        served.receive(structuredClone(frame));
      },
    };
  };

  const workers = new Map<WorkerRole, ReturnType<typeof startWorker>>();
  for (const role of ['link', 'bulk', 'compute'] as const) workers.set(role, startWorker());

  const relay = createRelay({
    log,
    testProcedures: true,
    handlers: mainHandlers,
    pool: {
      send(role, message) {
        toWorkers.push(message);
        setImmediate(() => workers.get(role)?.receive(message));
      },
    },
  });
  const connection = relay.connect({
    post(frame) {
      const copy = structuredClone(frame);
      received.push(copy);
      setImmediate(() => {
        for (const listener of listeners) listener(copy);
      });
    },
    close() {},
  });
  const client = createClient({
    post: (frame) => setImmediate(() => connection.receive(structuredClone(frame))),
    listen(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  });

  return {
    client,
    relay,
    received,
    logged,
    toWorkers,
    sendRaw: (frame) => connection.receive(frame),
    killWorker(role) {
      workers.get(role)?.kill();
      workers.set(role, startWorker());
      relay.workerLost({ role, cause: 'crashed', at: Date.now() });
    },
    dispose() {
      client.dispose();
      connection.close();
      for (const worker of workers.values()) worker.kill();
    },
  };
}
