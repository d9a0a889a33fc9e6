/**
 * Reads the known_hosts files and adds lines to the user's own. Adding happens under a lock file
 * and re-reads before it writes, because the window and the command line may run at once; the file
 * itself is only ever appended to, so nothing of the user's is rewritten.
 */
import { mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { judge, parseKnownHosts } from './known-hosts';
import { connectionError } from './words';

/** A lock older than this was left behind by a program that died. */
const STALE_LOCK_MS = 10_000;
const LOCK_POLL_MS = 25;

export type KnownLines = ReturnType<typeof parseKnownHosts>;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A file that is not there knows no hosts; one that cannot be read must not count as empty.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
    throw error;
  }
}

/** All lines of all files, in order. @throws ProblemError when one exists but cannot be read. */
export async function readKnownHosts(
  files: readonly string[],
  about: { server: string; host: string },
): Promise<KnownLines> {
  const lines: KnownLines = [];
  for (const file of files) {
    try {
      lines.push(...parseKnownHosts(await textOf(file), file));
    } catch (error) {
      const detail = (error as Error).message;
      throw connectionError({ kind: 'known-hosts-unreadable', ...about, file, detail }, error);
    }
  }
  return lines;
}

/** Appends `name type base64` unless another program has added it meanwhile. */
export async function addKnownHost(
  file: string,
  entry: { name: string; keyType: string; key: Buffer },
  about: { server: string; host: string },
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await withLock(`${file}.labmate-lock`, async () => {
      const text = await textOf(file);
      if (judge(parseKnownHosts(text, file), entry.name, entry.key, null).kind === 'known') return;
      const gap = text === '' || text.endsWith('\n') ? '' : '\n';
      const line = `${entry.name} ${entry.keyType} ${entry.key.toString('base64')}\n`;
      const handle = await open(file, 'a', 0o600);
      try {
        // One write call with O_APPEND: other programs that append cannot land inside it.
        await handle.write(gap + line);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  } catch (error) {
    const detail = (error as Error).message;
    throw connectionError({ kind: 'known-hosts-unwritable', ...about, file, detail }, error);
  }
}

async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (await isStale(lock)) await removeLock(lock);
      else await delay(LOCK_POLL_MS);
    }
  }
  try {
    await work();
  } finally {
    await removeLock(lock);
  }
}

async function isStale(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > STALE_LOCK_MS;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function removeLock(lock: string): Promise<void> {
  try {
    await unlink(lock);
  } catch (error) {
    // Somebody else took a stale lock away at the same moment.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
