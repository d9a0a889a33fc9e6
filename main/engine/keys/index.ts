/** The person's keys: made, imported, listed, let in at servers and taken out again. */
import { basename, isAbsolute, join } from 'node:path';
import type { InstallStep, KeyEntry } from '../../../preload/contract/keys';
import type { Host } from '../host';
import { asWritten } from '../kit/home-path';
import { generate, type KeyWish } from './generate';
import { importPutty } from './import-putty';
import { install, type KeyConnections, type KeyServers } from './install';
import { type FoundKey, findKeys, lookAt } from './list-keys';
import { createOnServer } from './on-server';
import { createRecords } from './records';
import { keyError } from './words';

export { keyHandlers } from './handlers';
export type { KeyConnections, KeyServers } from './install';

export interface Keys {
  list(): Promise<{ folder: string; keys: KeyEntry[] }>;
  /** @throws ProblemError `keys/exists`, `keys/bad-name`, `keys/cannot-write`, `keys/disk-full` */
  generate(wish: KeyWish, signal: AbortSignal): Promise<KeyEntry>;
  /** @param source absolute path of a .ppk. @throws ProblemError `keys/not-putty`, … */
  importPutty(source: string, name: string, signal: AbortSignal): Promise<KeyEntry>;
  /** @throws ProblemError `keys/not-accepted`, `keys/server-…`, `connections/…` */
  install(
    path: string,
    server: string,
    options: { use: boolean; signal: AbortSignal; emit(steps: InstallStep[]): void },
  ): Promise<{ added: boolean; configLine: string | null }>;
  revoke(
    path: string,
    server: string,
    signal: AbortSignal,
  ): Promise<{ removed: number; left: number }>;
}

export function createKeys(needs: {
  host: Host;
  connections: KeyConnections;
  servers: KeyServers;
}): Keys {
  const { host, connections, servers } = needs;
  const log = host.log.scoped('keys');
  const folder = host.paths.ssh;
  const records = createRecords(host.paths.data, log);
  const onServer = createOnServer(host);

  const entryOf = ({ absolutePath: _path, blob: _blob, ...key }: FoundKey): KeyEntry => {
    const mine = records.all().filter(({ fingerprint }) => fingerprint === key.fingerprint);
    return { ...key, installed: mine.map(({ server, at }) => ({ server, at })) };
  };
  const made = async (path: string, passphrase: string): Promise<KeyEntry> => {
    const key = await lookAt(path);
    if (!key) throw keyError({ kind: 'cannot-read', path: asWritten(path), why: 'It is gone.' });
    log.info('a key was written', { type: key.type, encrypted: key.encrypted });
    // The check that follows needs it again: one typing serves both.
    if (passphrase !== '') await remember(host, path, passphrase);
    return entryOf(key);
  };
  const withBlob = async (path: string) => {
    const key = await keyNamed(folder, path);
    const { blob, publicLine } = key;
    if (blob === null || publicLine === null)
      throw keyError({ kind: 'no-public-half', path: key.path });
    return { ...key, blob, publicLine, fingerprint: key.fingerprint ?? '' };
  };

  return {
    list: async () => ({
      folder: asWritten(folder),
      keys: (await findKeys(folder)).map(entryOf),
    }),
    generate: async (wish, signal) => made(await generate(folder, wish, signal), wish.passphrase),
    async importPutty(source, name, signal) {
      const ask = async (keyFile: string, attempt: number) => {
        const answer = await host.ask({ kind: 'passphrase', server: '', keyFile, attempt }, signal);
        return answer.kind === 'secret' ? answer.secret : undefined;
      };
      const { path, passphrase } = await importPutty(source, folder, name, ask, signal);
      return made(path, passphrase);
    },
    async install(path, server, { use, signal, emit }) {
      const key = await withBlob(path);
      const done = await install(
        { connections, servers, onServer, signal, emit },
        key,
        server,
        use,
      );
      await records.note(key.fingerprint, server, Date.now());
      log.info('a key was installed', { server, added: done.added });
      return done;
    },
    async revoke(path, server, signal) {
      const key = await withBlob(path);
      const link = await connections.link(server, signal);
      const done = await onServer.remove(link, key.blob, signal);
      await records.note(key.fingerprint, server, null);
      log.info('a key was revoked', { server, removed: done.removed });
      return done;
    },
  };
}

async function remember(host: Host, path: string, passphrase: string): Promise<void> {
  const name = `passphrase:${path}`;
  if (host.secrets.handOver) await host.secrets.handOver(name, passphrase);
  else await host.secrets.keepForSession(name, passphrase);
}

/** A key of the ssh folder by its path or name. @throws ProblemError `keys/no-such-key` */
async function keyNamed(folder: string, path: string): Promise<FoundKey> {
  const name = basename(path);
  const wanted = isAbsolute(path) ? path : join(folder, name);
  const found = (await findKeys(folder)).find(
    (key) => key.path === path || key.absolutePath === wanted,
  );
  // Only files of the ssh folder: a page must not have other files read.
  if (!found || (path !== name && found.path !== path && found.absolutePath !== path))
    throw keyError({ kind: 'no-such-key', path });
  return found;
}
