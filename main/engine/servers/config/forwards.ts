/**
 * Port forwards of an ssh config: `LocalForward`, `RemoteForward`, `DynamicForward` (ssh_config(5)).
 * An end is `[address:]port` or the path of a unix socket; two words, or one with everything. Pure.
 */
import { parsePort } from './keywords-values';

export type ForwardKind = 'local' | 'remote' | 'dynamic';

export type ForwardEnd =
  | { kind: 'tcp'; host: string | null; port: number }
  | { kind: 'unix'; path: string };

export interface ConfigForward {
  listen: ForwardEnd;
  /** Null for a SOCKS proxy: a dynamic forward, and a remote one with a port alone. */
  to: ForwardEnd | null;
}

/** Undefined for what ssh would refuse. */
export function readForward(
  kind: ForwardKind,
  words: readonly string[],
): ConfigForward | undefined {
  const [first = '', second, ...rest] = words;
  if (first === '' || rest.length > 0) return undefined;
  if (second === undefined) {
    // `RemoteForward 1080` is a SOCKS proxy for the other side.
    if (kind === 'local') return undefined;
    const listen = endOf(first, true);
    return listen && { listen, to: null };
  }
  if (kind === 'dynamic') return undefined;
  const listen = endOf(first, true);
  const to = endOf(second, false);
  return listen && to && { listen, to };
}

function endOf(text: string, listens: boolean): ForwardEnd | undefined {
  if (text.includes('/') && !/^[^/]*\/\d+$/.test(text)) return { kind: 'unix', path: text };
  const alone = portOf(text, listens);
  if (alone !== undefined) return listens ? { kind: 'tcp', host: null, port: alone } : undefined;
  // `host/port` is an old way to write it, for IPv6 without brackets.
  const parts =
    /^\[([^\]]*)\]:(\d+)$/.exec(text) ??
    /^([^:/]*):(\d+)$/.exec(text) ??
    /^(.*)\/(\d+)$/.exec(text);
  if (!parts) return undefined;
  const port = portOf(parts[2] ?? '', listens);
  const host = parts[1] ?? '';
  if (port === undefined || (!listens && host === '')) return undefined;
  return { kind: 'tcp', host, port };
}

/** A remote end may ask for any port with 0. */
function portOf(text: string, listens: boolean): number | undefined {
  return listens && text === '0' ? 0 : parsePort(text);
}

/** As `ssh -G` writes it. */
export function forwardText({ listen, to }: ConfigForward): string {
  return to === null ? endText(listen) : `${endText(listen)} ${endText(to)}`;
}

function endText(end: ForwardEnd): string {
  if (end.kind === 'unix') return end.path;
  return end.host === null ? String(end.port) : `[${end.host}]:${end.port}`;
}
