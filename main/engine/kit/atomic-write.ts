/** Replaces a file's content so that every reader sees the old or the new whole, never a part. */
import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, open, readlink, rename, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Writes `data` beside the file, flushes it and renames it into place. A symlink is followed, so
 * the link stays and its target changes. An existing file keeps its mode and owner; a new one gets
 * `newFileMode`. Fails with the file system's own error and leaves the old content.
 */
export async function writeAtomically(
  path: string,
  data: Buffer | string,
  newFileMode = 0o600,
): Promise<void> {
  const target = await followLinks(path);
  const old = await stat(target).catch(missing);
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    if (old && process.getuid && (old.uid !== process.getuid() || old.gid !== process.getgid?.())) {
      await chown(temporary, old.uid, old.gid);
    }
    await chmod(temporary, old ? old.mode & 0o7777 : newFileMode);
    await renameOver(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(missing);
    throw error;
  }
}

/** Where a chain of symlinks ends, even if nothing is there. */
async function followLinks(path: string): Promise<string> {
  let at = path;
  for (let hops = 0; hops < 40; hops += 1) {
    const found = await lstat(at).catch(missing);
    if (!found?.isSymbolicLink()) return at;
    at = resolve(dirname(at), await readlink(at));
  }
  throw Object.assign(new Error(`too many symlinks: ${path}`), { code: 'ELOOP' });
}

/** On Windows a rename over a file that somebody has open fails for a moment (EPERM, EACCES). */
async function renameOver(from: string, to: string): Promise<void> {
  for (let left = 20; ; left -= 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const busy = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY';
      if (process.platform !== 'win32' || !busy || left === 0) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
