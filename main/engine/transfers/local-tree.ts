/** This computer's side of a transfer. */
import type { Stats } from 'node:fs';
import { constants, promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ProblemError } from '../kit/outcome';
import { collisionKey, refusedLocalName } from './local-names';
import type { Attributes, Entry, Kind, SourceFile, Stat, TargetFile, Tree } from './tree';
import { type LocalDoing, transferProblem } from './words';

/** `lstat` calls at a time: the pool behind them has four threads. */
const lookups = 32;

const { platform } = process;
const onWindows = platform === 'win32';

/** Reads in small pieces halve an upload's speed; writes gain nothing above 256 KiB (measured). */
const pieceBytes = 1024 * 1024;

/** Bytes of a whole path (PATH_MAX of Linux and macOS; Windows' long paths in UTF-16 units). */
const pathLimit = onWindows ? 32_000 : platform === 'darwin' ? 1024 : 4096;

/** Bits that a server may set on a file of ours: never set-user-id or set-group-id. */
const acceptedModeBits = 0o777;
/** On a folder set-group-id and sticky only say how its files are grouped and removed. */
const acceptedFolderBits = 0o3777;

export function localTree(): Tree {
  return {
    place: 'local',
    pieceBytes: { read: pieceBytes, write: pieceBytes },
    wholeBytes: pieceBytes,
    resolve: async (path) =>
      resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path),
    join,
    nameOf: (path) => basename(path),
    parentOf: (path) => dirname(path),
    refusedName: (name) => refusedLocalName(name, platform),
    collisionKey: (name) => collisionKey(name, platform),
    pathTooLong: (path) => Buffer.byteLength(path) >= pathLimit,
    list: (folder) => told('read', folder, listFolder(folder)),
    lstat: (path) => orNothing(path, fs.lstat(path)),
    stat: (path) => orNothing(path, fs.stat(path)),
    readLink: async (path) => {
      const target = await told('read', path, fs.readlink(path));
      return onWindows ? target.replaceAll('\\', '/') : target;
    },
    space: (folder) => told('read', folder, spaceOf(folder)),
    openSource: (path) => told('read', path, openSource(path)),
    createTarget: (path, finalPath) => told('write', finalPath, createTarget(path, finalPath)),
    continueTarget: async (path, finalPath, bytes) => {
      const found = await orNothing(path, fs.lstat(path));
      if (found?.kind !== 'file' || found.sizeBytes < bytes) return undefined;
      const file = await told('write', finalPath, fs.open(path, continueFlags));
      return targetOver(file, finalPath);
    },
    makeFolder: (path) => told('create', path, fs.mkdir(path, { mode: 0o700 })),
    makeLink: async (target, path, modifiedSeconds) => {
      await told('create', path, fs.symlink(target, path));
      await settled(() => fs.lutimes(path, modifiedSeconds, modifiedSeconds));
    },
    setAttributes: async (path, { mode, modifiedSeconds }) => {
      try {
        if (mode != null && !onWindows) await fs.chmod(path, mode & acceptedFolderBits);
        if (modifiedSeconds !== undefined) await fs.utimes(path, modifiedSeconds, modifiedSeconds);
        return true;
      } catch (error) {
        if (codeOf(error) === undefined) throw error;
        return false;
      }
    },
    replace: (from, to) => told('write', to, fs.rename(from, to)),
    removeFile: (path) => told('write', path, fs.rm(path, { force: true })),
  };
}

/** A failure of the system as a problem; anything else stays a bug. */
async function told<T>(doing: LocalDoing, path: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new ProblemError(
      transferProblem({ what: 'local-failed', path, doing, code, detail: String(error) }),
      { cause: error },
    );
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

async function orNothing(path: string, request: Promise<Stats>): Promise<Stat | undefined> {
  return told(
    'read',
    path,
    request.then(asStat, (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

function asStat(stats: Stats): Stat {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    mode: onWindows ? null : stats.mode & 0o7777,
    modifiedSeconds: Math.floor(stats.mtimeMs / 1000),
  };
}

function kindOf(stats: Stats): Kind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

async function listFolder(folder: string): Promise<Entry[]> {
  const names = await namesIn(folder);
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += lookups) {
    const batch = await Promise.all(
      names.slice(at, at + lookups).map((name) => lookAt(folder, name)),
    );
    for (const entry of batch) if (entry) entries.push(entry);
  }
  return entries;
}

/** Names as bytes where they are bytes, so that those that are no UTF-8 are noticed. */
async function namesIn(folder: string): Promise<{ name: string; isValid: boolean }[]> {
  if (onWindows) {
    const names = await fs.readdir(folder);
    return names.map((name) => ({ name, isValid: Buffer.from(name).toString() === name }));
  }
  const found = (await fs.readdir(folder, { encoding: 'buffer' })) as Buffer[];
  return found.map((bytes) => {
    const name = bytes.toString();
    return { name, isValid: Buffer.compare(Buffer.from(name), bytes) === 0 };
  });
}

/** undefined for what vanished between the listing and the look. */
async function lookAt(
  folder: string,
  { name, isValid }: { name: string; isValid: boolean },
): Promise<Entry | undefined> {
  if (!isValid) {
    return {
      name,
      nameIsValid: false,
      kind: 'other',
      sizeBytes: 0,
      mode: null,
      modifiedSeconds: 0,
    };
  }
  try {
    return { name, nameIsValid: true, ...asStat(await fs.lstat(join(folder, name))) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function spaceOf(folder: string) {
  const { bavail, bsize, ffree, files } = await fs.statfs(folder);
  return { freeBytes: bavail * bsize, freeInodes: ffree, totalInodes: files };
}

/** `O_NONBLOCK`: a pipe that took the file's place must not hold us. Windows has neither flag. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const createFlags =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const continueFlags = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

async function openSource(path: string): Promise<SourceFile> {
  const file = await fs.open(path, readFlags);
  let closing: Promise<void> | undefined;
  const version = async () => {
    const stats = await told('read', path, file.stat());
    return {
      kind: kindOf(stats),
      sizeBytes: stats.size,
      modified: stats.mtimeMs / 1000,
      mode: onWindows ? null : stats.mode & 0o7777,
    };
  };
  const read = async (position: number, length: number) => {
    const target = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await told(
        'read',
        path,
        file.read(target, filled, length - filled, position + filled),
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return target.subarray(0, filled);
  };
  return {
    version,
    read,
    // One after the other: the system's threads keep no order.
    async readWhole(length) {
      const before = await version();
      const data = before.kind === 'file' ? await read(0, length) : Buffer.alloc(0);
      return { before, data, after: await version() };
    },
    close() {
      closing ??= told('read', path, file.close());
      return closing;
    },
  };
}

/** `path` is the name in messages, `temp` the one on disk. */
async function createTarget(temp: string, path: string): Promise<TargetFile> {
  return targetOver(await fs.open(temp, createFlags, 0o600), path);
}

function targetOver(file: fs.FileHandle, path: string): TargetFile {
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await told('write', path, file.close());
  };
  const write: TargetFile['write'] = async (data, position, count) => {
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await told(
        'write',
        path,
        file.write(data, done, data.length - done, position + done),
      );
      done += bytesWritten;
      count(bytesWritten);
    }
  };
  const finish = async ({ mode, modifiedSeconds }: Attributes) => {
    const set = await settled(async () => {
      if (mode !== null && !onWindows) await file.chmod(mode & acceptedModeBits);
      await file.utimes(modifiedSeconds, modifiedSeconds);
    });
    await close();
    return set;
  };
  return {
    write,
    finish,
    async writeWhole(data, attributes) {
      await write(data, 0, () => {});
      return finish(attributes);
    },
    close,
  };
}

/** True when it worked, false when the system refused. */
async function settled(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}
