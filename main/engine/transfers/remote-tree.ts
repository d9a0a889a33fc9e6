/** The server's side of a transfer, over one SFTP channel. */
import type { RemoteFile, Sftp } from '../connections/index';
import {
  absolutePath,
  type Doing,
  explain,
  joinPath,
  lastName,
  nameLimitBytes,
  parentPath,
  tooLong,
} from '../files/index';
import { problemOf } from '../kit/outcome';
import type { Attributes, SourceFile, Stat, TargetFile, Tree } from './tree';

/** Modes of what comes from a platform without any. */
export const plainFileMode = 0o644;
export const plainFolderMode = 0o755;

/** Local writes of a download and reads of an upload are fastest at about this size (measured). */
const readPieceBytes = 256 * 1024;
const writePieceBytes = 1024 * 1024;

/** The longest piece up to `most` that fills its requests, but one request at least. */
const wholeRequests = (most: number, request: number): number =>
  Math.max(1, Math.floor(most / request)) * request;

export function remoteTree(sftp: Sftp, server: string): Tree {
  const told = async <T>(doing: Doing, path: string, request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw await explain(sftp, error, { server, path, doing });
    }
  };
  const orNothing = (path: string, request: Promise<Stat>): Promise<Stat | undefined> =>
    told(
      'read',
      path,
      request.catch((error: unknown) => {
        if (problemOf(error)?.tag === 'sftp/no-such-file') return undefined;
        throw error;
      }),
    );
  /** True when set, false when the server would not; a lost link is no refusal. */
  const tried = async (path: string, request: Promise<void>): Promise<boolean> => {
    try {
      await request;
      return true;
    } catch (error) {
      if (problemOf(error)?.tag === 'sftp/lost') await told('change', path, Promise.reject(error));
      return false;
    }
  };

  return {
    place: 'server',
    pieceBytes: {
      read: wholeRequests(readPieceBytes, sftp.limits.readBytes),
      write: wholeRequests(writePieceBytes, sftp.limits.writeBytes),
    },
    wholeBytes: sftp.limits.readBytes,
    resolve: async (path) => {
      const home = await told('read', path, sftp.realPath('.'));
      const whole = absolutePath(path, home);
      return /(?:^|\/)\.{1,2}(?:\/|$)/.test(whole)
        ? told('read', whole, sftp.realPath(whole))
        : whole;
    },
    join: joinPath,
    nameOf: lastName,
    parentOf: parentPath,
    refusedName(name) {
      if (name === '' || name === '.' || name === '..') return 'It names no file of its own.';
      if (name.includes('/') || name.includes('\0')) return 'It holds a slash or a NUL character.';
      if (Buffer.from(name).toString() !== name) return 'It is not valid Unicode.';
      return Buffer.byteLength(name) > nameLimitBytes ? 'It is longer than 255 bytes.' : undefined;
    },
    collisionKey: (name) => name,
    pathTooLong: tooLong,
    list: (folder) => told('list', folder, sftp.list(folder)),
    lstat: (path) => orNothing(path, sftp.lstat(path)),
    stat: (path) => orNothing(path, sftp.stat(path)),
    readLink: (path) => told('read', path, sftp.readLink(path)),
    space: (folder) => told('read', folder, sftp.space(folder)),
    openSource: async (path) => {
      const file = await told('read', path, sftp.open(path, 'read'));
      return remoteSource(sftp, path, file, told);
    },
    createTarget: async (path, finalPath) => {
      const file = await told('write', finalPath, sftp.open(path, 'create-new', 0o600));
      return remoteTarget(sftp, finalPath, file, told, tried);
    },
    continueTarget: async (path, finalPath, bytes) => {
      // SFTP follows a link when it opens: so nobody else may be able to put one here.
      const folder = await orNothing(parentPath(path), sftp.lstat(parentPath(path)));
      const file = await orNothing(path, sftp.lstat(path));
      const isOurs = folder?.kind === 'directory' && ((folder.mode ?? 0) & 0o022) === 0;
      if (!isOurs || file?.kind !== 'file' || file.sizeBytes < bytes) return undefined;
      const opened = await told('write', finalPath, sftp.open(path, 'existing'));
      return remoteTarget(sftp, finalPath, opened, told, tried);
    },
    makeFolder: (path) => told('create', path, sftp.makeDirectory(path, 0o700)),
    makeLink: (target, path) => told('create', path, sftp.symlink(target, path)),
    setAttributes: (path, { mode, modifiedSeconds }) =>
      tried(
        path,
        sftp.setStat(path, {
          ...(mode !== undefined && { mode: mode ?? plainFolderMode }),
          ...(modifiedSeconds !== undefined && { modifiedSeconds }),
        }),
      ),
    replace: (from, to) => told('write', to, replace(sftp, from, to)),
    removeFile: (path) =>
      told(
        'remove',
        path,
        sftp.unlink(path).catch((error: unknown) => {
          if (problemOf(error)?.tag !== 'sftp/no-such-file') throw error;
        }),
      ),
  };
}

/** `instead` of a failure that has a problem; bugs stay bugs. */
const known =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (!problemOf(error)) throw error;
    return instead;
  };

type Told = <T>(doing: Doing, path: string, request: Promise<T>) => Promise<T>;

function remoteSource(sftp: Sftp, path: string, file: RemoteFile, told: Told): SourceFile {
  let closing: Promise<void> | undefined;
  const version = async () => {
    const { kind, sizeBytes, mode, modifiedSeconds } = await told('read', path, sftp.lstat(path));
    return { kind, sizeBytes, mode, modified: modifiedSeconds };
  };
  return {
    version,
    async read(position, length) {
      const { readBytes } = sftp.limits;
      const requests: Promise<Buffer[]>[] = [];
      for (let at = 0; at < length; at += readBytes) {
        requests.push(readPart(file, position + at, Math.min(readBytes, length - at)));
      }
      const parts = (await told('read', path, Promise.all(requests))).flat();
      // Mostly there is one part, and a copy saved.
      const [first] = parts;
      return first && parts.length === 1 ? first : Buffer.concat(parts);
    },
    async readWhole(length) {
      // A server works on the requests for one file in the order in which they come (draft-ietf-
      // secsh-filexfer-02, section 6.1): nobody waits between them.
      const [before, data, after] = await Promise.all([
        version(),
        // A failure comes again, in its place, when the file is read in pieces.
        length === 0 ? null : file.read(0, length).catch(known(null)),
        version(),
      ]);
      return { before, data: data?.subarray(0, length) ?? Buffer.alloc(0), after };
    },
    close() {
      closing ??= told('read', path, file.close());
      return closing;
    },
  };
}

/** Reads a part in full: a server may answer with less than was asked for, but never with more. */
async function readPart(file: RemoteFile, position: number, length: number): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for (let filled = 0; filled < length; ) {
    const answer = await file.read(position + filled, length - filled);
    if (answer === null || answer.length === 0) break;
    const part = answer.subarray(0, length - filled);
    parts.push(part);
    filled += part.length;
  }
  return parts;
}

function remoteTarget(
  sftp: Sftp,
  path: string,
  file: RemoteFile,
  told: Told,
  tried: (path: string, request: Promise<void>) => Promise<boolean>,
): TargetFile {
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    // A server reports a failed late write (quota, NFS) only here.
    await told('write', path, file.close());
  };
  const write: TargetFile['write'] = async (data, position, count) => {
    const { writeBytes } = sftp.limits;
    const requests: Promise<void>[] = [];
    for (let at = 0; at < data.length; at += writeBytes) {
      const part = data.subarray(at, at + writeBytes);
      requests.push(file.write(part, position + at).then(() => count(part.length)));
    }
    await told('write', path, Promise.all(requests));
  };
  const finish = async ({ mode, modifiedSeconds }: Attributes) => {
    const [set] = await Promise.all([
      tried(path, file.setStat({ mode: mode ?? plainFileMode, modifiedSeconds })),
      close(),
    ]);
    return set;
  };
  return {
    write,
    finish,
    async writeWhole(data, attributes) {
      // The server keeps the order; each must succeed before anybody renames the file.
      const [, set] = await Promise.all([write(data, 0, () => {}), finish(attributes)]);
      return set;
    },
    close,
  };
}

/** Servers without the atomic rename get the second best: remove, then rename. */
async function replace(sftp: Sftp, from: string, to: string): Promise<void> {
  try {
    await sftp.replace(from, to);
  } catch (error) {
    if (problemOf(error)?.tag !== 'sftp/unsupported') throw error;
    await sftp.unlink(to).catch((gone: unknown) => {
      if (problemOf(gone)?.tag !== 'sftp/no-such-file') throw gone;
    });
    await sftp.rename(from, to);
  }
}
