/**
 * The entry of every worker: builds the engine's rooms of its role, serves the pages' frames,
 * passes terminal bytes, and beats so that main notices when it is stuck.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Served, serve } from '../engine/serve';
import { diagnosticsHandlers } from '../engine/serve/diagnostics';
import { type RoomsOfWorker, roomsFor } from './compose';
import { measureCipher } from './crypto-check';
import type { FromWorker, ToWorker, WorkerSetup } from './messages';
import { createRemoteHost } from './remote-host';

/** Main counts missed beats; see app/worker-pool.ts. */
const beatMs = 1000;

/** When the cipher is measured, in milliseconds after the start: the first picture needs the processor. */
const cipherCheckMs = 3000;

if (!parentPort) throw new Error('this file runs as a worker of main');
const toMain = parentPort;
const setup = workerData as WorkerSetup;
const post = (message: FromWorker) => toMain.postMessage(message);

const host = createRemoteHost(setup, post);
const rooms: RoomsOfWorker = roomsFor(setup.role, host);
const handlers = setup.testProcedures
  ? { ...rooms.handlers, diagnostics: diagnosticsHandlers() }
  : rooms.handlers;

const pages = new Map<number, Served>();
const terminalPorts = new Map<number, { receive(frame: unknown): void; close(): void }>();

function servedFor(page: number): Served {
  let served = pages.get(page);
  if (!served) {
    served = serve({
      handlers,
      log: host.log.scoped(`serve ${setup.role}`),
      testProcedures: setup.testProcedures,
      wire: { send: (frame) => post({ type: 'frame', page, frame }) },
    });
    pages.set(page, served);
  }
  return served;
}

function openTerminal(port: number, id: string): void {
  const attached = rooms.attachTerminal?.(id, {
    post: (frame) => post({ type: 'terminal-frame', port, frame }),
    closed() {
      terminalPorts.delete(port);
      post({ type: 'terminal-closed', port });
    },
  });
  if (attached) terminalPorts.set(port, attached);
  else post({ type: 'terminal-closed', port });
}

async function shutDown(): Promise<void> {
  for (const served of pages.values()) served.dispose();
  try {
    await rooms.close();
  } catch (error) {
    host.log.error('closing failed', { error: String(error) });
  }
  post({ type: 'closed' });
}

toMain.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'frame':
      servedFor(message.page).receive(message.frame);
      break;
    case 'page-closed':
      pages.get(message.page)?.dispose();
      pages.delete(message.page);
      break;
    case 'terminal-opened':
      openTerminal(message.port, message.id);
      break;
    case 'terminal-frame':
      terminalPorts.get(message.port)?.receive(message.frame);
      break;
    case 'terminal-closed':
      terminalPorts.get(message.port)?.close();
      terminalPorts.delete(message.port);
      break;
    case 'neighbour':
      rooms.join?.(message.port);
      break;
    case 'shut-down':
      void shutDown();
      break;
    case 'host-answer':
      host.receive(message);
      break;
  }
});

/** MiB of buffers of this thread: what V8's limit of its heap does not see. */
const bufferMiB = () => Math.round(process.memoryUsage().external / 1024 / 1024);
setInterval(() => post({ type: 'beat', bufferMiB: bufferMiB() }), beatMs);
post({ type: 'ready' });
setTimeout(() => post({ type: 'cipher', mibPerSecond: measureCipher() }), cipherCheckMs);
