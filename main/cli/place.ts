/** `<server>:<path>` and local paths, told apart as rsync and scp do, drive letters aside. */
import { parseName } from '../engine/servers';
import { UsageError } from './exit-codes';

export type Place = { kind: 'local'; path: string } | RemotePlace;

export interface RemotePlace {
  kind: 'remote';
  server: string;
  /** As typed; `~` when nothing stood after the colon. */
  path: string;
}

/**
 * A colon before any slash makes it remote. `user@host:22:path` holds a port (write `./22:path` for
 * such a file name), `[::1]:path` and `user@[::1]:22:path` an IPv6 address. `C:\x` is local
 * everywhere, `C:/x` and `C:x` on Windows.
 */
export function parsePlace(text: string, platform: NodeJS.Platform = process.platform): Place {
  if (/^[A-Za-z]:\\/.test(text) || (platform === 'win32' && /^[A-Za-z]:/.test(text))) {
    return { kind: 'local', path: text };
  }
  const bracketed = /^((?:[^@/:[\]]+@)?\[[^\]/]+\](?::\d+(?=:))?):(.*)$/s.exec(text);
  const withPort = /^([^@/:[\]]+@[^/:[\]]+:\d+):(.*)$/s.exec(text);
  const plain = /^([^/:]+):(.*)$/s.exec(text);
  const found = bracketed ?? withPort ?? plain;
  if (!found) return { kind: 'local', path: text };
  const server = found[1] ?? '';
  if (!parseName(server)) throw new UsageError(`“${server}” does not name a server.`);
  return { kind: 'remote', server, path: found[2] || '~' };
}

/** @throws UsageError when it is a local path */
export function parseRemote(text: string): RemotePlace {
  const place = parsePlace(text);
  if (place.kind === 'remote') return place;
  throw new UsageError(`${text} is not of the form <server>:<path>.`);
}

/** @throws UsageError when it is no name of a server */
export function parseServer(text: string | undefined): string {
  if (text === undefined) throw new UsageError('The server is missing.');
  if (!parseName(text)) throw new UsageError(`“${text}” does not name a server.`);
  return text;
}
