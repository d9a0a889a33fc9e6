/**
 * What the Electron bootstrap keeps between starts: the folder for runtimes, a lock so that two
 * starts do not download the same thing, and the memory of a download that was refused.
 */
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a refused download is not tried again, in milliseconds (6 hours). */
export const REFUSAL_MS = 6 * 60 * 60 * 1000;

function platformCache(env) {
  if (env.LABMATE_CACHE) return env.LABMATE_CACHE;
  if (process.platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'labmate', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'labmate');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'labmate');
}

/**
 * The person's cache folder (`LABMATE_CACHE` wins), or the project's `.cache` where that one
 * cannot be written.
 */
export async function cacheFolder(projectRoot, env = process.env) {
  for (const folder of [platformCache(env), join(projectRoot, '.cache', 'labmate')]) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return folder;
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'].includes(error.code)) throw error;
    }
  }
  throw new Error(
    'No cache folder can be written. Set LABMATE_CACHE to a folder of yours and start again.',
  );
}

function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function readText(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the lock file with our pid in it, or says that somebody has it. */
async function tryLock(path) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** How long a lock may be without its pid, which is written right after it is made. Milliseconds. */
const NAMELESS_MS = 5_000;

/** The pid that holds a lock; 0 if nobody can be named any more; undefined if it is not known yet. */
async function ownerOf(path) {
  const pid = Number(await readText(path));
  if (pid > 0) return pid;
  const made = await stat(path).then(
    (entry) => entry.mtimeMs,
    () => Date.now(), // released since
  );
  return Date.now() - made > NAMELESS_MS ? 0 : undefined;
}

/**
 * Runs `work` while holding `path`. A lock whose owner died is taken over. Two at once could only
 * do the same work twice, never harm each other: results are put in place by rename.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(owner: number | undefined) => void} [onWait] called once, when another holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  let waited = false;
  while (!(await tryLock(path))) {
    const owner = await ownerOf(path);
    if (owner !== undefined && !isAlive(owner)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait(owner);
    waited = true;
    await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** The reason of a refusal of this version that is still fresh, or undefined. */
export async function rememberedRefusal(cache, version, now = Date.now()) {
  const text = await readText(join(cache, 'electron-refused.json'));
  if (text === undefined) return undefined;
  try {
    const { version: refused, at, reason } = JSON.parse(text);
    const age = now - at;
    return refused === version && age >= 0 && age < REFUSAL_MS ? String(reason) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // a torn file is no memory
    throw error;
  }
}

export async function rememberRefusal(cache, version, reason, now = Date.now()) {
  const path = join(cache, 'electron-refused.json');
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, JSON.stringify({ version, at: now, reason }));
  await rename(aside, path);
}

export async function forgetRefusal(cache) {
  await rm(join(cache, 'electron-refused.json'), { force: true });
}
