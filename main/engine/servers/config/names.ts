/** Server names as they are typed: an alias, a host, `user@host[:port]`, `[::1]:2222`. */
import { parsePort } from './keywords-values';

export interface TypedName {
  /** Host or alias, without brackets, as typed. */
  host: string;
  user: string | undefined;
  port: number | undefined;
}

/** The parts of a name, or undefined when it cannot name a server. */
export function parseName(name: string): TypedName | undefined {
  if (name === '' || name.startsWith('-') || /[\s\p{Cc}]/u.test(name)) return undefined;
  // Things are kept by the names of servers: `__proto__` or `constructor` would find something else.
  if (name in {}) return undefined;
  const at = name.lastIndexOf('@');
  const user = at < 0 ? undefined : name.slice(0, at);
  if (user === '' || user?.startsWith('-')) return undefined;
  const place = parsePlace(name.slice(at + 1));
  return place && { ...place, user };
}

function parsePlace(text: string): { host: string; port: number | undefined } | undefined {
  const bracketed = /^\[([^[\]]+)\](?::(.*))?$/.exec(text);
  const [host, port] = bracketed ? [bracketed[1], bracketed[2]] : splitAtOnlyColon(text);
  if (!host || host.startsWith('-') || /[[\]]/.test(host)) return undefined;
  if (port === undefined) return { host, port: undefined };
  const number = parsePort(port);
  return number === undefined ? undefined : { host, port: number };
}

/** More than one colon outside brackets is an IPv6 address without a port. */
function splitAtOnlyColon(text: string): [string, string | undefined] {
  const colon = text.indexOf(':');
  if (colon < 0 || colon !== text.lastIndexOf(':')) return [text, undefined];
  return [text.slice(0, colon), text.slice(colon + 1)];
}

/** `user@host:port` with what is known; IPv6 addresses in brackets where a port follows. */
export function formatName(parts: TypedName): string {
  const host =
    parts.host.includes(':') && parts.port !== undefined ? `[${parts.host}]` : parts.host;
  const user = parts.user === undefined ? '' : `${parts.user}@`;
  return `${user}${host}${parts.port === undefined ? '' : `:${parts.port}`}`;
}
