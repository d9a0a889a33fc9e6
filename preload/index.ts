/**
 * The bridge: hands the page four functions (page-api.ts) and nothing else. Runs sandboxed. All
 * frames go over one port that main accepts only from our own main frame.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { DownFrame, UpFrame } from './contract/wire';
import { localPathOf } from './electron-differences';
import type { PageApi } from './page-api';

const { port1: port, port2: mainsPort } = new MessageChannel();
/**
 * Main hears of the page with its first frame, not before: it then loads what answers pages, which
 * would take the processor from the first picture.
 */
let connected = false;
function connect(): void {
  if (connected) return;
  connected = true;
  ipcRenderer.postMessage('labmate:connect', null, [mainsPort]);
}

const listeners = new Set<(frame: DownFrame) => void>();
port.onmessage = (event: MessageEvent) => {
  for (const listener of listeners) listener(event.data as DownFrame);
};

ipcRenderer.on('labmate:terminal-port', (event, id: string) => {
  window.postMessage({ type: 'labmate:terminal-port', id }, '*', event.ports);
});

const api: PageApi = {
  post(frame: UpFrame) {
    connect();
    port.postMessage(frame);
  },
  listen(callback) {
    listeners.add(callback);
    return () => {
      listeners.delete(callback);
    };
  },
  openTerminalPort(id) {
    ipcRenderer.send('labmate:open-terminal-port', String(id));
  },
  async pathOf(file) {
    const path = localPathOf(file);
    if (!path) throw new TypeError('this file has no local path');
    const grant: unknown = await ipcRenderer.invoke('labmate:grant', path);
    if (typeof grant !== 'string') throw new TypeError('main refused a grant');
    return grant;
  },
};
contextBridge.exposeInMainWorld('labmate', api);
