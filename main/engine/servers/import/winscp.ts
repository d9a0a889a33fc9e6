/**
 * WinSCP's stored sites: `WinSCP.ini`, or its registry key. Names of values: WinSCP's SessionData.cpp.
 * A site's name holds its folders, with slashes.
 */
import { decodePercent } from './decode';
import type { Section, Values } from './records';
import { type FoundSession, hop, notTaken, portOf, refusals, splitHost } from './session';

export const winscpKey = /\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\([^\\]+)$/i;
export const winscpSection = /^Sessions\\(.+)$/i;

export function winscpSessions(sections: readonly Section[], parent: RegExp): FoundSession[] {
  const sessions: FoundSession[] = [];
  for (const { name, values } of sections) {
    const last = parent.exec(name)?.[1];
    if (last === undefined) continue;
    const path = decodePercent(last);
    const isTemplate = path === 'Default Settings';
    // A workspace is a set of open tabs; its sites stand elsewhere too.
    if (!isTemplate && values.get('isworkspace') !== '1') sessions.push(site(path, values));
  }
  return sessions;
}

/** `FSProtocol`: 0 SCP, 1 and 2 SFTP (with and without falling back to SCP), then others. */
const sshProtocols = new Set(['', '0', '1', '2']);
const otherProtocols: Readonly<Record<string, string>> = { '5': 'FTP', '6': 'WebDAV', '7': 'S3' };

function site(path: string, values: Values): FoundSession {
  const text = (name: string) => plain(values.get(name.toLowerCase()) ?? '');
  const { host, user } = splitHost(text('HostName'), text('UserName'));
  const port = portOf(text('PortNumber'));
  const protocol = text('FSProtocol');
  const at = path.lastIndexOf('/');
  const left: string[] = [];
  if (text('Password') !== '' || text('PasswordPlain') !== '') left.push(notTaken.password);
  const tunnel = tunnelOf(text);
  left.push(...tunnel.left);
  const method = text('ProxyMethod');
  if (method === '5') left.push(notTaken.proxyCommand);
  else if (method !== '' && method !== '0') {
    const names: Readonly<Record<string, string>> = { '1': 'SOCKS 4', '2': 'SOCKS 5', '3': 'HTTP' };
    const where = `${text('ProxyHost')}:${text('ProxyPort')}`;
    left.push(notTaken.proxy(names[method] ?? 'Telnet', where));
  }
  if (text('ProxyPassword') !== '' || text('ProxyPasswordEnc') !== '') {
    left.push(notTaken.proxyPassword);
  }
  if (text('AgentFwd') === '1') left.push(notTaken.agent);
  const refused = !sshProtocols.has(protocol)
    ? refusals.kind(otherProtocols[protocol] ?? 'another kind')
    : host === ''
      ? refusals.noHost
      : port === null
        ? refusals.port(text('PortNumber'))
        : null;
  return {
    title: path.slice(at + 1),
    group: at > 0 ? path.slice(0, at) : null,
    host,
    port: port ?? 22,
    user,
    keyFile: text('PublicKeyFile'),
    jump: tunnel.jump,
    left,
    refused,
  };
}

/** Values with other than plain letters are kept `%XX`-encoded in the ini file. */
function plain(value: string): string {
  return /%[0-9A-F]{2}/.test(value) ? decodePercent(value) : value;
}

/** WinSCP's "tunnel" is a jump host. */
function tunnelOf(text: (name: string) => string): { jump: string; left: string[] } {
  if (text('Tunnel') !== '1' || text('TunnelHostName') === '') return { jump: '', left: [] };
  const { host, user } = splitHost(text('TunnelHostName'), text('TunnelUserName'));
  const left: string[] = [];
  if (text('TunnelPasswordPlain') !== '' || text('TunnelPassword') !== '') {
    left.push('the stored password of its jump host');
  }
  if (text('TunnelPublicKeyFile') !== '') {
    left.push(`the key of its jump host (${text('TunnelPublicKeyFile')})`);
  }
  return { jump: hop(user, host, portOf(text('TunnelPortNumber')) ?? 22), left };
}
