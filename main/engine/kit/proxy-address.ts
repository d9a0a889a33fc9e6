/** The address of a proxy as people and environment variables write it. Pure. */
import { BlockList, isIP } from 'node:net';

export interface ProxyAddress {
  kind: 'socks5' | 'http';
  /** Without IPv6 brackets. */
  host: string;
  port: number;
  /** Empty where the address names nobody. */
  user: string;
  /** Only in the environment's addresses; Labmate writes none. */
  password: string;
}

/** How a server is reached: as ssh does (null), as the system says, or through this proxy. */
export type ProxyChoice = null | 'system' | ProxyAddress;

const DEFAULT_PORTS = { socks5: 1080, http: 8080 } as const;
const SCHEMES: Readonly<Record<string, ProxyAddress['kind']>> = {
  'socks5:': 'socks5',
  'socks5h:': 'socks5',
  'socks:': 'socks5',
  'http:': 'http',
};

/** `socks5://[user@]host[:port]` or `http://…`; null for anything else. */
export function parseProxyAddress(text: string): ProxyAddress | null {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+:)\/\/([^/].*)$/i.exec(text.trim()) ?? [];
  const kind = SCHEMES[scheme.toLowerCase()];
  // The URL parser reads unknown schemes without a host's rules: let it read a known one.
  const url = kind ? readUrl(`http://${rest}`) : null;
  if (!kind || !url || !/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return null;
  const typed = /:(\d+)\/?$/.exec(rest)?.[1];
  const port = typed === undefined ? DEFAULT_PORTS[kind] : Number(typed);
  if (port < 1 || port > 65535) return null;
  return { kind, host, port, user: decoded(url.username), password: decoded(url.password) };
}

function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `proxy.lab.edu:3128`, without anybody's name. */
export function proxyWords({ host, port }: Pick<ProxyAddress, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The setting as text: what `parseProxyChoice` reads. Never holds a password. */
export function proxyText(choice: ProxyChoice): string {
  if (choice === null) return '';
  if (choice === 'system') return 'system';
  const user = choice.user === '' ? '' : `${encodeURIComponent(choice.user)}@`;
  return `${choice.kind}://${user}${proxyWords(choice)}`;
}

/** Undefined for what is no setting; an address with a password is none (it would be kept in a file). */
export function parseProxyChoice(text: string): ProxyChoice | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'none') return null;
  if (trimmed === 'system') return 'system';
  const address = parseProxyAddress(trimmed);
  return address === null || address.password !== '' ? undefined : address;
}

/**
 * The proxy of the environment for a connection that is no web page: `all_proxy`, else the one that
 * carries tunnels, `https_proxy`; lower case first, as curl does. `undefined` when none is named.
 */
export function environmentProxy(
  host: string,
  port: number,
  env: Readonly<Record<string, string | undefined>>,
): ProxyAddress | null | undefined {
  const value = ['all_proxy', 'ALL_PROXY', 'https_proxy', 'HTTPS_PROXY']
    .map((name) => env[name])
    .find((text) => text !== undefined && text !== '');
  if (value === undefined) return undefined;
  if (isExempt(host, port, env['no_proxy'] || env['NO_PROXY'] || '')) return null;
  return parseProxyAddress(value.includes('://') ? value : `http://${value}`);
}

/** `no_proxy`: names with their subdomains, addresses, networks, `host:port`, or `*` for all. */
function isExempt(host: string, port: number, list: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '') return false;
      if (entry === '*') return true;
      const [, written = entry, only] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
      if (only !== undefined && Number(only) !== port) return false;
      const bare = written.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\./, '');
      if (bare.includes('/')) return isInNetwork(name, bare);
      return name === bare || (isIP(name) === 0 && name.endsWith(`.${bare}`));
    });
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', prefix = ''] = network.split('/');
  const family = isIP(base);
  const bits = Number(prefix);
  const fits = /^\d+$/.test(prefix) && bits <= (family === 4 ? 32 : 128);
  if (family === 0 || family !== isIP(address) || !fits) return false;
  const list = new BlockList();
  list.addSubnet(base, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Chromium's answer (`PROXY a:8080; SOCKS5 b:1080; DIRECT`): its first entry that we can use. */
export function proxyOfSystem(answer: string): ProxyAddress | null {
  for (const entry of answer.split(';')) {
    const [word = '', place = ''] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return null;
    const scheme = { PROXY: 'http', SOCKS: 'socks5', SOCKS5: 'socks5' }[word.toUpperCase()];
    const address = scheme === undefined ? null : parseProxyAddress(`${scheme}://${place}`);
    if (address) return address;
  }
  return null;
}
