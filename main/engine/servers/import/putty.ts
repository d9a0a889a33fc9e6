/**
 * PuTTY's sessions (registry and files), and KiTTY's, which are the same with a few more values.
 * Names of values and their meaning: PuTTY's settings.c.
 */
import { decodePercent } from './decode';
import type { Section, Values } from './records';
import { type FoundSession, hop, notTaken, portOf, refusals, splitHost } from './session';

/** PuTTY's template for new sessions; it is no server. */
const template = 'Default Settings';

/** The sessions below a registry key such as `…\SimonTatham\PuTTY\Sessions`. */
export function puttySessions(sections: readonly Section[], parent: RegExp): FoundSession[] {
  const sessions: FoundSession[] = [];
  for (const { name, values } of sections) {
    const last = parent.exec(name)?.[1];
    if (last === undefined) continue;
    const title = decodePercent(last);
    if (title !== template) sessions.push(puttySession(title, values));
  }
  return sessions;
}

export const puttyKey = /\\Software\\SimonTatham\\PuTTY\\Sessions\\([^\\]+)$/i;
export const kittyKey = /\\Software\\9bis\.com\\KiTTY\\Sessions\\([^\\]+)$/i;

/** One session of PuTTY or KiTTY. */
export function puttySession(title: string, values: Values): FoundSession {
  const text = (name: string) => values.get(name.toLowerCase()) ?? '';
  const { host, user } = splitHost(text('HostName'), text('UserName'));
  const port = portOf(text('PortNumber'));
  const protocol = text('Protocol').toLowerCase() || 'ssh';
  const proxy = proxyOf(text);
  const left: string[] = [];
  if (text('Password') !== '') left.push(notTaken.password);
  if (text('RemoteCommand') !== '' || text('AutoCommand') !== '') left.push(notTaken.command);
  left.push(...proxy.left);
  if (text('PortForwardings') !== '') {
    left.push(notTaken.forwards(text('PortForwardings').replaceAll(',', ', ')));
  }
  if (text('AgentFwd') === '1') left.push(notTaken.agent);
  if (text('X11Forward') === '1') left.push(notTaken.x11);
  return {
    title,
    group: text('Folder') === '' || text('Folder') === 'Default' ? null : text('Folder'),
    host,
    port: port ?? 22,
    user,
    keyFile: text('PublicKeyFile'),
    jump: proxy.jump,
    left,
    refused: refusal(protocol, host, port, text('PortNumber')),
  };
}

function refusal(protocol: string, host: string, port: number | null, kept: string): string | null {
  if (protocol !== 'ssh') return refusals.kind(protocol);
  if (host === '') return refusals.noHost;
  return port === null ? refusals.port(kept) : null;
}

const kinds: Readonly<Record<string, string>> = {
  '1': 'SOCKS 4',
  '2': 'SOCKS 5',
  '3': 'HTTP',
  '4': 'Telnet',
};

/** `ProxyMethod`: 0 none, 1 to 4 below, 5 a local command, 6 to 8 through another SSH server. */
function proxyOf(text: (name: string) => string): { jump: string; left: string[] } {
  const method = text('ProxyMethod') || '0';
  if (method === '0') return { jump: '', left: [] };
  const { host, user } = splitHost(text('ProxyHost'), text('ProxyUsername'));
  const password = text('ProxyPassword') === '' ? [] : [notTaken.proxyPassword];
  if (method === '5') return { jump: '', left: [notTaken.proxyCommand, ...password] };
  // PuTTY's default proxy port, 80, stands for "none was set" where the proxy is an SSH server.
  const kept = portOf(text('ProxyPort'));
  if (method === '6' && host !== '') {
    return { jump: hop(user, host, kept === null || kept === 80 ? 22 : kept), left: password };
  }
  const kind = kinds[method] ?? (method === '7' || method === '8' ? 'SSH command' : 'unknown');
  const port = text('ProxyPort') === '' ? '' : `:${text('ProxyPort')}`;
  return { jump: '', left: [notTaken.proxy(kind, `${host}${port}`), ...password] };
}
