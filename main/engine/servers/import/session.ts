/**
 * What another program keeps about one server, in our terms. Made by the readers of each program;
 * never holds a command or a password, only the note that there was one.
 */
import { parsePort } from '../config/keywords-values';

export interface FoundSession {
  /** As the program shows it. */
  title: string;
  /** The folder that it stands in there, or null. */
  group: string | null;
  host: string;
  port: number;
  /** Empty when none is kept. */
  user: string;
  /** Local path of a private key as the program keeps it; empty for none. */
  keyFile: string;
  /** A `ProxyJump` value; empty for none. */
  jump: string;
  /** What is not taken over, in words for the preview. */
  left: string[];
  /** Why this session cannot be taken over at all, or null. */
  refused: string | null;
}

/** A kept port; 22 for none. Null when it is not one. */
export function portOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return 22;
  return parsePort(text) ?? null;
}

/** `user@host` in the host's field, as PuTTY and WinSCP accept it. */
export function splitHost(host: string, user: string): { host: string; user: string } {
  const at = host.lastIndexOf('@');
  const bare = (at < 0 ? host : host.slice(at + 1)).trim().replace(/^\[(.*)\]$/, '$1');
  return { host: bare, user: user !== '' || at < 0 ? user : host.slice(0, at) };
}

/** A hop of a `ProxyJump`; IPv6 in brackets. */
export function hop(user: string, host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${user === '' ? '' : `${user}@`}${name}${port === 22 ? '' : `:${port}`}`;
}

export const notTaken = {
  password: 'the stored password: Labmate asks for it when you connect',
  proxyPassword: 'the stored password of its proxy',
  command: 'the command that it runs after signing in',
  proxyCommand: 'the local command that it connects through',
  agent: 'agent forwarding, which is off unless you ask for it',
  x11: 'X11 forwarding, which Labmate does not have',
  forwards: (list: string) => `its port forwards (${list})`,
  proxy: (kind: string, where: string) => `its ${kind} proxy ${where}`,
};

export const refusals = {
  kind: (kind: string) => `It is no SSH session but ${kind}.`,
  noHost: 'It names no server.',
  port: (port: string) => `Its port is not one: ${port}`,
};
