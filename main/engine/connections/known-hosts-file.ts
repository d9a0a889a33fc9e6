/**
 * Reads the known_hosts files and adds lines to the user's own. Adding happens under a lock file
 * and re-reads before it writes, because the window and the command line may run at once; the file
 * itself is only ever appended to, so nothing of the user's is rewritten.
 */
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withFileLock } from '../kit/file-lock';
import { hashedHostName, judge, parseKnownHosts } from './known-hosts';
import { connectionError } from './words';

export type KnownLines = ReturnType<typeof parseKnownHosts>;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function exists(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

/** @throws file system errors, but a missing file is empty. */
export async function textOf(file: string): Promise<string> {
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

/** A device or pipe: `/dev/null` is how people tell ssh to remember no host. */
async function isNoPlainFile(file: string): Promise<boolean> {
  try {
    const found = await stat(file);
    return !found.isFile() && !found.isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Appends `line` in one write call: programs that append too cannot land inside it. */
async function append(file: string, line: string, flush: boolean): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.write(line);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface NewHostKey {
  /** As `knownHostName` makes it, or the alias. */
  name: string;
  keyType: string;
  key: Buffer;
  /** Keep the name hashed, as the config wants it (`HashKnownHosts`). */
  hashed: boolean;
}

/**
 * Appends `name type base64` unless another program has added it meanwhile. As in OpenSSH, a device
 * takes the line and keeps it or not: no lock file beside it, and nothing to flush (fsync fails).
 */
export async function addKnownHost(
  file: string,
  entry: NewHostKey,
  about: { server: string; host: string },
): Promise<void> {
  try {
    const name = entry.hashed ? hashedHostName(entry.name) : entry.name;
    const line = `${name} ${entry.keyType} ${entry.key.toString('base64')}\n`;
    if (await isNoPlainFile(file)) return await append(file, line, false);
    // Like ssh, only the last folder: Node's recursive mkdir spins for ever below /proc.
    await mkdir(dirname(file), { mode: 0o700 }).catch(exists);
    await withFileLock(file, async () => {
      const text = await textOf(file);
      if (judge(parseKnownHosts(text, file), entry.name, entry.key, null).kind === 'known') return;
      const gap = text === '' || text.endsWith('\n') ? '' : '\n';
      await append(file, gap + line, true);
    });
  } catch (error) {
    const detail = (error as Error).message;
    throw connectionError({ kind: 'known-hosts-unwritable', ...about, file, detail }, error);
  }
}
