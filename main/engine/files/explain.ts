/**
 * Finds out why the server refused. SFTP v3 says little more than "failure" (OpenSSH's
 * sftp-server.c maps EEXIST, ENOTEMPTY, EROFS, ENOSPC and EDQUOT all to it, and ENOTDIR and ELOOP
 * to "no such file"), so the facts are looked up after the event, through the same channel.
 */
import type { FileStat, Sftp } from '../connections/index';
import { ProblemError, problemOf } from '../kit/outcome';
import { parentPath, tooLong } from './paths';
import { type Doing, type FileFacts, fileProblem } from './words';

/**
 * The failure of an SFTP request as the problem that a person understands. What is no SFTP failure
 * (a cancellation, a bug) is returned as it is.
 */
export async function explain(
  sftp: Sftp,
  failure: unknown,
  about: { server: string; path: string; doing: Doing },
): Promise<unknown> {
  const tag = problemOf(failure)?.tag;
  if (!tag?.startsWith('sftp/')) return failure;
  const facts = await factsOf(sftp, tag, about, problemOf(failure)?.detail ?? String(failure));
  return new ProblemError(fileProblem(facts), { cause: failure });
}

async function factsOf(
  sftp: Sftp,
  tag: string,
  about: { server: string; path: string; doing: Doing },
  detail: string,
): Promise<FileFacts> {
  const { server, path, doing } = about;
  if (tag === 'sftp/lost') return { what: 'link-lost', server };
  if (tooLong(path)) return { what: 'name-too-long', server, path };
  if (tag === 'sftp/no-such-file') return missing(sftp, server, path);
  const writes = doing !== 'list' && doing !== 'read';
  const there = await look(sftp, path);
  if (doing === 'create' && there) return { what: 'exists', server, path };
  if (doing === 'list' && there && there.kind !== 'directory') {
    return { what: 'not-a-folder', server, path };
  }
  if (doing === 'write' && there?.kind === 'directory')
    return { what: 'is-a-folder', server, path };
  if (doing === 'remove' && there?.kind === 'directory' && tag === 'sftp/failure') {
    const left = await sftp.list(path).catch(() => []);
    if (left.length > 0) return { what: 'not-empty', server, path };
  }
  if (writes) {
    const space = await sftp
      .space(there?.kind === 'directory' ? path : parentPath(path))
      .catch(() => null);
    if (space?.readOnly) return { what: 'read-only', server, path };
    if (tag === 'sftp/failure' && (doing === 'write' || doing === 'create')) {
      if (space && space.freeBytes < 64 * 1024) return { what: 'disk-full', server, path, doing };
      if (space && space.totalInodes > 0 && space.freeInodes === 0) {
        return { what: 'inodes-full', server, path, doing };
      }
    }
  }
  if (tag === 'sftp/permission-denied') return { what: 'permission-denied', server, path, doing };
  return { what: 'refused', server, path, doing, detail };
}

/** Which part of a path is missing, or is a file where a folder is needed. */
async function missing(sftp: Sftp, server: string, path: string): Promise<FileFacts> {
  const itself = await look(sftp, path);
  if (itself && itself.kind !== 'directory') return { what: 'not-a-folder', server, path };
  if (path.includes('\ufffd')) return { what: 'name-not-utf8', server, path };
  let deepest = path;
  for (let folder = parentPath(path); ; folder = parentPath(folder)) {
    const found = await look(sftp, folder);
    if (found && found.kind !== 'directory') return { what: 'not-a-folder', server, path: folder };
    if (found || folder === '/') return { what: 'no-such', server, path, missing: deepest };
    deepest = folder;
  }
}

/** What stands at a path (symlinks followed), or undefined when that cannot be told. */
async function look(sftp: Sftp, path: string): Promise<FileStat | undefined> {
  return sftp.stat(path).catch(() => sftp.lstat(path).catch(() => undefined));
}
