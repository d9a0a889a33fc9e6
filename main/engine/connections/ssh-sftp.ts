/**
 * SFTP over the SSH library: promises, problems with the path in the sentence, and no request that
 * hangs when the channel closes. Requests are not queued here: as many run at once as are made.
 */
import type { FileEntry, SFTPWrapper, Stats } from 'ssh2';
import type { Problem } from '../kit/outcome';
import type {
  DirectoryEntry,
  FileStat,
  FileSystemSpace,
  OpenHow,
  RemoteFile,
  Sftp,
  SftpLimits,
} from './sftp';
import { ENDLESS_LIST, type SftpFacts, sftpError } from './sftp-problems';
import { asDirectoryEntry, asFileStat, type Change, changeToAttributes } from './sftp-values';
import { SshRemoteFile } from './ssh-remote-file';

export type Done<T> = (error?: Error | null, value?: T) => void;
type Start<T> = (done: Done<T>) => void;

/** The extension table has no type in the library; `ext_openssh_*` throw when an entry is missing. */
interface WithExtensions {
  _extensions: Record<string, string | undefined>;
}

/** What the library answers to statvfs@openssh.com (not in its types). */
interface StatVfs {
  f_frsize: number;
  f_blocks: number;
  f_bavail: number;
  f_files: number;
  f_favail: number;
  /** The library's word for f_fsid. */
  f_sid: number | bigint;
  f_flag: number | bigint;
}

interface WithStatVfs {
  ext_openssh_statvfs(path: string, done: (error: Error | undefined, value: StatVfs) => void): void;
}

/** What the library keeps of the answer to limits@openssh.com (not in its types). */
interface WithLimits {
  _isOpenSSH: boolean;
  _maxReadLen: number;
  _maxWriteLen: number;
}

/** The library drops a channel whose server answers with more than 256 KiB in one packet. */
const MOST_BYTES = 255 * 1024;
/** Every server takes requests of 32 KiB (draft-ietf-secsh-filexfer-02, section 3); with its head
 * such a write also fits into one channel packet. */
const LEAST_BYTES = 31 * 1024;
/** OpenSSH before 8.5 knew no limits: it took long writes, and read into a buffer of this size. */
const OLD_OPENSSH_READ_BYTES = 64 * 1024;

/** More entries than any folder in use: a server that lists without end must not fill the memory. */
const MOST_ENTRIES = 1_000_000;
const UNSUPPORTED = 8;
const END_OF_FILE = 1;

export class SshSftp implements Sftp {
  readonly #pending = new Set<() => void>();
  readonly #watchers = new Set<() => void>();
  #over = false;
  #endedBy: Problem | undefined;
  #rests = false;
  #onRest = () => {};

  constructor(
    private readonly wrapper: SFTPWrapper,
    private readonly server: string,
    /** See `SftpLimits`. */
    private readonly inFlightBytes?: number,
  ) {
    wrapper.on('error', () => this.#finish());
    wrapper.on('end', () => this.#finish());
    wrapper.on('close', () => {
      this.#finish();
      // The library does not answer the server's close for SFTP channels.
      wrapper.end();
    });
  }

  /** Calls back once when the channel is over. */
  onEnd(callback: () => void): void {
    if (this.#over) callback();
    else this.#watchers.add(callback);
  }

  /** The link is lost: every pending request rejects. */
  fail(reason: Problem): void {
    if (!this.#over) this.#endedBy = reason;
    this.#finish();
  }

  /** Somebody else needs its session. */
  giveWay(reason: Problem): void {
    if (!this.#over) this.#endedBy = reason;
    this.end();
  }

  get endedBy(): Problem | undefined {
    return this.#endedBy;
  }

  get rests(): boolean {
    return this.#rests && this.#pending.size === 0;
  }

  rest(rests: boolean): void {
    this.#rests = rests;
    if (this.rests) this.#onRest();
  }

  /** Calls back each time that it begins to rest; for the one who counts the sessions. */
  onRest(callback: () => void): void {
    this.#onRest = callback;
  }

  end(): void {
    if (!this.#over) this.wrapper.end();
    this.#finish();
  }

  get limits(): SftpLimits {
    const { inFlightBytes } = this;
    return { ...this.#packets(), ...(inFlightBytes !== undefined && { inFlightBytes }) };
  }

  #packets(): Pick<SftpLimits, 'readBytes' | 'writeBytes'> {
    const { _isOpenSSH, _maxReadLen, _maxWriteLen } = this.wrapper as unknown as WithLimits;
    const told = this.has('limits@openssh.com');
    const most = (bytes: number) => Math.min(bytes, MOST_BYTES);
    if (told) return { readBytes: most(_maxReadLen), writeBytes: most(_maxWriteLen) };
    if (!_isOpenSSH) return { readBytes: LEAST_BYTES, writeBytes: LEAST_BYTES };
    return { readBytes: OLD_OPENSSH_READ_BYTES, writeBytes: most(_maxWriteLen) };
  }

  has(extension: string): boolean {
    const table = (this.wrapper as unknown as WithExtensions)._extensions;
    return table[extension] !== undefined;
  }

  /** One request; rejects with a problem, also when the channel closes before the answer. */
  request<T>(doing: string, path: string, start: Start<T>): Promise<T> {
    const about = (code: number | null, said: string): SftpFacts => ({
      server: this.server,
      doing,
      path,
      code,
      said,
    });
    return new Promise<T>((resolve, reject) => {
      const lost = () => reject(sftpError(about(null, 'the channel closed')));
      if (this.#over) return lost();
      this.#rests = false;
      this.#pending.add(lost);
      start((error, value) => {
        this.#pending.delete(lost);
        if (!error) return resolve(value as T);
        const code = (error as { code?: unknown }).code;
        reject(sftpError(about(typeof code === 'number' ? code : null, error.message), error));
      });
    });
  }

  realPath(path: string): Promise<string> {
    return this.request('find', path, (done) => this.wrapper.realpath(path, done));
  }

  async stat(path: string): Promise<FileStat> {
    return asFileStat(
      await this.request<Stats>('look at', path, (d) => this.wrapper.stat(path, d)),
    );
  }

  async lstat(path: string): Promise<FileStat> {
    return asFileStat(
      await this.request<Stats>('look at', path, (done) => this.wrapper.lstat(path, done)),
    );
  }

  async list(path: string): Promise<DirectoryEntry[]> {
    const handle = await this.request<Buffer>('list', path, (d) => this.wrapper.opendir(path, d));
    const entries: DirectoryEntry[] = [];
    try {
      for (;;) {
        const batch = await this.#batch(path, handle);
        if (batch === null) return entries;
        for (const entry of batch) {
          if (entry.filename !== '.' && entry.filename !== '..') {
            entries.push(asDirectoryEntry(entry.filename, entry.attrs));
          }
        }
        if (entries.length > MOST_ENTRIES) {
          const said = `the list goes on after ${MOST_ENTRIES} entries`;
          throw sftpError({ server: this.server, doing: 'list', path, code: ENDLESS_LIST, said });
        }
      }
    } finally {
      // A failed close changes nothing for the reader, and a lost channel is reported above.
      if (!this.#over) this.wrapper.close(handle, () => {});
    }
  }

  /** The next entries (OpenSSH sends up to 100 at a time), or null at the end. */
  #batch(path: string, handle: Buffer): Promise<FileEntry[] | null> {
    return this.request('list', path, (done) => {
      this.wrapper.readdir(handle, (error, list) => {
        if (error && (error as { code?: unknown }).code === END_OF_FILE) done(null, null);
        else done(error, list);
      });
    });
  }

  readLink(path: string): Promise<string> {
    return this.request('read the link', path, (done) => this.wrapper.readlink(path, done));
  }

  symlink(target: string, path: string): Promise<void> {
    return this.request('make the link', path, (done) => this.wrapper.symlink(target, path, done));
  }

  makeDirectory(path: string, mode = 0o777): Promise<void> {
    return this.request('make the folder', path, (d) => this.wrapper.mkdir(path, { mode }, d));
  }

  removeDirectory(path: string): Promise<void> {
    return this.request('remove the folder', path, (done) => this.wrapper.rmdir(path, done));
  }

  unlink(path: string): Promise<void> {
    return this.request('delete', path, (done) => this.wrapper.unlink(path, done));
  }

  rename(from: string, to: string): Promise<void> {
    return this.request('rename', from, (done) => this.wrapper.rename(from, to, done));
  }

  async replace(from: string, to: string): Promise<void> {
    this.#need('posix-rename@openssh.com', 'replace', to);
    await this.request<void>('replace', to, (done) =>
      this.wrapper.ext_openssh_rename(from, to, done),
    );
  }

  setStat(path: string, change: Change): Promise<void> {
    return this.request('change', path, (done) =>
      this.wrapper.setstat(path, changeToAttributes(change), done),
    );
  }

  async open(path: string, how: OpenHow, mode = 0o666): Promise<RemoteFile> {
    const flags = { create: 'w', 'create-new': 'wx', existing: 'r+' } as const;
    const doing = how === 'read' ? 'read' : 'write';
    const handle = await this.request<Buffer>(doing, path, (done) =>
      how === 'read'
        ? this.wrapper.open(path, 'r', done)
        : this.wrapper.open(path, flags[how], { mode }, done),
    );
    return new SshRemoteFile(this, this.wrapper, path, handle);
  }

  async space(path: string): Promise<FileSystemSpace | null> {
    if (!this.has('statvfs@openssh.com')) return null;
    const found = await this.request<StatVfs>('measure', path, (done) =>
      (this.wrapper as unknown as WithStatVfs).ext_openssh_statvfs(path, done),
    );
    return {
      freeBytes: found.f_bavail * found.f_frsize,
      totalBytes: found.f_blocks * found.f_frsize,
      freeInodes: found.f_favail,
      totalInodes: found.f_files,
      // SSH_FXE_STATVFS_ST_RDONLY, OpenSSH's PROTOCOL file, section 4.4.
      readOnly: (BigInt(found.f_flag) & 1n) === 1n,
      ...(BigInt(found.f_sid) !== 0n && { fileSystemId: String(found.f_sid) }),
    };
  }

  #need(extension: string, doing: string, path: string): void {
    if (this.has(extension)) return;
    const said = `no ${extension}`;
    throw sftpError({ server: this.server, doing, path, code: UNSUPPORTED, said });
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const lost of pending) lost();
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}
