/** The server's side of an edit: what is there, fetching it, and putting a saved copy in its place. */
import { createHash } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import type { FileConnections, FileStat, Sftp } from '../connections/index';
import { explain, fileProblem } from '../files/index';
import { ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { orCancelled } from '../kit/parallel';
import { remoteTree, type Temps, type Tree } from '../transfers/index';
import { keepOwner, modeFor, type Owner, ownerOf } from './owner';
import { editProblem } from './words';

/** More is downloaded, not edited: a save sends the whole file. */
export const editLimitBytes = 200 * 1024 * 1024;
/** How much is read and written at a time. */
const pieceBytes = 256 * 1024;
/** Up to here the server's content is always compared; above only when size and time differ. */
const alwaysCompareBytes = 4 * 1024 * 1024;

/** What the server had when the local copy was last the same as it. */
export interface Baseline {
  /** SHA-256, hexadecimal. */
  hash: string;
  sizeBytes: number;
  modifiedSeconds: number;
  mode: number;
  /** Where it stood, symlinks resolved; absent in records of earlier versions. */
  target?: string | undefined;
}

/** A file of the server in reach, over a channel of its own. */
export interface Remote {
  server: string;
  sftp: Sftp;
  tree: Tree;
  signal: AbortSignal;
}

/** What stands at the end of a path's links. */
export interface Found {
  /** Symlinks resolved: this is replaced, and the links stay. */
  target: string;
  stat: FileStat;
}

export async function withRemote<T>(
  connections: FileConnections,
  server: string,
  signal: AbortSignal,
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  const link = await connections.link(server, signal);
  const sftp = await link.sftp({ signal });
  try {
    const tree = remoteTree(sftp, server);
    return await orCancelled(work({ server, sftp, tree, signal }), signal);
  } finally {
    sftp.end();
  }
}

/** undefined when nothing is there. @throws ProblemError for what is no file */
export async function look({ sftp, server }: Remote, path: string): Promise<Found | undefined> {
  try {
    const target = await sftp.realPath(path);
    const found = await sftp.stat(target);
    if (found.kind !== 'file') throw new ProblemError(editProblem({ what: 'not-a-file', path }));
    return { target, stat: found };
  } catch (error) {
    if (problemOf(error)?.tag === 'sftp/no-such-file') return undefined;
    throw await explain(sftp, error, { server, path, doing: 'read' });
  }
}

/** Reads the whole file. @throws ProblemError also when it changes meanwhile or is too large */
async function readAll(
  remote: Remote,
  { target, stat: before }: Found,
  take: (data: Buffer) => Promise<void>,
): Promise<Baseline> {
  if (before.sizeBytes > editLimitBytes) {
    const facts = { path: target, bytes: before.sizeBytes, limit: editLimitBytes };
    throw new ProblemError(editProblem({ what: 'too-large', ...facts }));
  }
  const hash = createHash('sha256');
  const source = await remote.tree.openSource(target);
  try {
    for (let at = 0; at < before.sizeBytes; ) {
      throwIfCancelled(remote.signal);
      const data = await source.read(at, Math.min(pieceBytes, before.sizeBytes - at));
      if (data.length === 0) break;
      hash.update(data);
      await take(data);
      at += data.length;
    }
    const after = await source.version();
    if (after.sizeBytes !== before.sizeBytes || after.modified !== before.modifiedSeconds) {
      throw new ProblemError(editProblem({ what: 'changing', path: target }));
    }
  } finally {
    await source.close();
  }
  const { sizeBytes, modifiedSeconds, mode } = before;
  return { hash: hash.digest('hex'), sizeBytes, modifiedSeconds, mode, target };
}

/** Fetches the file into a local one, which it replaces in one step. Nobody else may read it. */
export async function fetchTo(remote: Remote, found: Found, localPath: string): Promise<Baseline> {
  const part = `${localPath}.part`;
  const file = await open(part, 'w', 0o600);
  let baseline: Baseline;
  try {
    baseline = await readAll(remote, found, async (data) => {
      await file.writeFile(data);
    });
  } finally {
    await file.close();
  }
  await rename(part, localPath);
  return baseline;
}

/** True when the server still has what the local copy was made from. */
export async function isUnchanged(
  remote: Remote,
  found: Found,
  baseline: Baseline,
): Promise<boolean> {
  const { sizeBytes, modifiedSeconds } = found.stat;
  if (sizeBytes !== baseline.sizeBytes) return false;
  // The time has whole seconds and can be set back: it does not tell enough about small files.
  if (modifiedSeconds === baseline.modifiedSeconds && sizeBytes > alwaysCompareBytes) return true;
  const now = await readAll(remote, found, async () => {});
  return now.hash === baseline.hash;
}

/** The baseline of what is there when its content has this hash; undefined otherwise. */
export async function sameAs(
  remote: Remote,
  found: Found,
  hash: string,
): Promise<Baseline | undefined> {
  const now = await readAll(remote, found, async () => {});
  return now.hash === hash ? now : undefined;
}

export async function hashOf(localPath: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(localPath, 'r');
  try {
    const buffer = Buffer.alloc(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

export interface Sending {
  localPath: string;
  /** Where it goes; `found` is what stands there and may be replaced, if anything. */
  target: string;
  found: Found | undefined;
  mode: number;
  temps: Temps;
}

/**
 * Writes the local file under a temporary name beside the target, flushes it, and renames it over.
 * @returns the new baseline and whose the file is now; undefined when the target changed at the last moment
 * @throws ProblemError; the old content is whole then
 */
export async function send(
  remote: Remote,
  sending: Sending,
): Promise<(Baseline & Owner) | undefined> {
  const { sftp, tree, server } = remote;
  const { target, found, temps } = sending;
  if (found && (found.stat.mode & 0o222) === 0) {
    // A rename would get around the file's own permission.
    const facts = { server, path: target, doing: 'write' } as const;
    throw new ProblemError(fileProblem({ what: 'permission-denied', ...facts }));
  }
  await removeLeft(remote, temps);
  const temp = temps.make(tree, target);
  try {
    const written = await writeTemp(remote, sending, temp);
    const now = await look(remote, target);
    if (!sameStat(now?.stat, found?.stat)) return undefined;
    if (found) await tree.replace(temp, target);
    else await sftp.rename(temp, target);
    temps.gone(temp);
    const after = await sftp.stat(target);
    return { hash: written, ...after, target };
  } catch (error) {
    throw await explain(sftp, error, { server, path: target, doing: 'write' });
  } finally {
    await removeLeft(remote, temps);
  }
}

/** Returns the hash of what was written. */
async function writeTemp(
  { sftp, signal }: Remote,
  { localPath, found, mode, target }: Sending,
  temp: string,
): Promise<string> {
  const hash = createHash('sha256');
  const before = await stat(localPath);
  if (before.size > editLimitBytes) {
    const facts = { path: target, bytes: before.size, limit: editLimitBytes };
    throw new ProblemError(editProblem({ what: 'too-large', ...facts }));
  }
  const local = await open(localPath, 'r');
  try {
    const file = await sftp.open(temp, 'create-new', 0o600);
    try {
      const buffer = Buffer.alloc(pieceBytes);
      for (let at = 0; ; ) {
        throwIfCancelled(signal);
        const { bytesRead } = await local.read(buffer, 0, pieceBytes, at);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        await file.write(buffer.subarray(0, bytesRead), at);
        at += bytesRead;
      }
      const now = ownerOf(await sftp.lstat(temp));
      const before = found ? ownerOf(found.stat) : now;
      // The owner first: changing it takes set-user bits away.
      const owner = await keepOwner(file, now, before);
      await file.setStat({ mode: modeFor(mode, before, owner) });
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await local.close();
  }
  const after = await stat(localPath);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw new ProblemError(editProblem({ what: 'changing', path: target }));
  }
  return hash.digest('hex');
}

const sameStat = (a: FileStat | undefined, b: FileStat | undefined): boolean =>
  a?.sizeBytes === b?.sizeBytes && a?.modifiedSeconds === b?.modifiedSeconds;

/** Removes temporary files that an earlier try could not. */
async function removeLeft({ tree }: Remote, temps: Temps): Promise<void> {
  for (const path of temps.paths) {
    await tree.removeFile(path).then(
      () => temps.gone(path),
      (error: unknown) => {
        // The next try removes it; what this try met is told by itself. Bugs must not hide.
        if (!problemOf(error)) throw error;
      },
    );
  }
}
