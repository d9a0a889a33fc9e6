/** Words of tunnels and Jupyter. Pure. */
import type { TunnelEntry } from '../../preload/contract/tunnels';

export interface StateWords {
  word: string;
  tone: 'ok' | 'busy' | 'warn' | 'danger';
}

export function stateWords({ state }: TunnelEntry): StateWords {
  switch (state.kind) {
    case 'opening':
      return { word: 'Opening', tone: 'busy' };
    case 'open':
      return { word: 'Open', tone: 'ok' };
    case 'waiting':
      return { word: 'Waiting for the connection', tone: 'warn' };
    case 'failed':
      return { word: 'Failed', tone: 'danger' };
  }
}

/** What the tunnel leads to: `JupyterLab`, `127.0.0.1:6006`. */
export function targetWords({ target, jupyter }: TunnelEntry): string {
  if (target.kind === 'jupyter') return jupyter ? `Jupyter ${jupyter.version}`.trim() : 'Jupyter';
  return targetText(target);
}

/** Where a forward leads, before it is open too. */
export function targetText(target: TunnelEntry['target']): string {
  switch (target.kind) {
    case 'jupyter':
      return 'Jupyter';
    case 'socks':
      return 'any host, as a SOCKS proxy';
    case 'tcp':
      return hostPortWords(target.host, target.port);
  }
}

/** `127.0.0.1:6006`, `[::1]:6006`. */
export function hostPortWords(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Well-known ports where no web page answers: ssh, mail, databases, message queues, screens. */
const notWeb: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 110, 143, 389, 445, 465, 587, 636, 993, 995, 1433, 1521, 2049, 3306, 3389, 5432,
  5672, 5900, 5901, 6379, 9042, 11211, 27017,
]);

/** Whether what the tunnel leads to may be a web page. */
export function mayBeWeb({ target }: TunnelEntry): boolean {
  if (target.kind === 'socks') return false;
  return target.kind === 'jupyter' || !notWeb.has(target.port);
}

/** Whether Jupyter ran already or was started here, and where its files are. */
export function jupyterWords(jupyter: NonNullable<TunnelEntry['jupyter']>): string {
  const how = jupyter.started ? 'Started for you; it goes on when you disconnect' : 'Found running';
  return jupyter.rootDirectory === '' ? `${how}.` : `${how}, in ${jupyter.rootDirectory}.`;
}

export function connectionsWords(count: number): string {
  if (count === 0) return 'not in use';
  return count === 1 ? '1 connection' : `${count} connections`;
}

export interface ForwardFaults {
  host?: string;
  port?: string;
  localPort?: string;
}

export interface ForwardDraft {
  host: string;
  /** As typed; empty or a number. */
  port: number | string;
  localPort: number | string;
}

/** What is wrong with a new forward, in words. */
export function forwardFaults(draft: ForwardDraft): ForwardFaults {
  const faults: ForwardFaults = {};
  if (draft.host.trim() === '' || /[\s\p{Cc}@/]/u.test(draft.host))
    faults.host = 'A host name, as the server knows it.';
  if (!isPort(draft.port)) faults.port = 'A port from 1 to 65535.';
  if (draft.localPort !== '' && !isPort(draft.localPort)) faults.localPort = 'A port, or empty.';
  return faults;
}

function isPort(value: number | string): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
