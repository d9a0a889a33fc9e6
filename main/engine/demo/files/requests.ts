/** What each SFTP request does to the tree, and its answer. */
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  lstatSync,
  readSync,
  type Stats,
  statfsSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import type { Disk } from '../model/disks';
import { diskOf } from '../model/disks';
import { type Tree, TreeFault } from './tree';
import {
  type Attributes,
  answer,
  ask,
  attributesOf,
  longName,
  Malformed,
  packet,
  type Reader,
  status,
  text,
  uint32,
  uint64,
} from './wire';

/** One request carries at most this much data, in bytes; told by limits@openssh.com. */
const maxDataBytes = 255 * 1024;
const maxHandles = 200;
const entriesAtATime = 100;
/** A demo must not fill the disk of this computer. */
const spareBytes = 512 * 1024 * 1024;

type Handle =
  | { kind: 'file'; descriptor: number; path: string }
  | { kind: 'folder'; entries: { name: string; stat: Stats }[] };

export class SftpRequests {
  readonly #handles = new Map<string, Handle>();
  #next = 1;
  #written = 0;

  constructor(
    private readonly tree: Tree,
    private readonly about: {
      user: string;
      disks: readonly Disk[];
      scratch: string;
      /** OpenSSH's clients send a symlink's target first (its PROTOCOL, section 4.1). */
      targetFirst: boolean;
    },
  ) {}

  /** Open files, to be closed when the channel ends. */
  descriptors(): number[] {
    const open = [...this.#handles.values()];
    return open.flatMap((handle) => (handle.kind === 'file' ? [handle.descriptor] : []));
  }

  answer(type: number, reader: Reader): Buffer {
    const id = reader.uint32();
    try {
      return this.#answer(type, id, reader);
    } catch (error) {
      if (error instanceof Malformed) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      return statusOf(id, statusFor(code), error instanceof TreeFault ? message : plain(code));
    }
  }

  #answer(type: number, id: number, reader: Reader): Buffer {
    const { tree } = this;
    const done = () => statusOf(id, status.ok, 'Success');
    switch (type) {
      case ask.open:
        return this.#open(id, reader.text(), reader.uint32(), reader.attributes());
      case ask.close:
        return this.#close(id, reader.text());
      case ask.read:
        return this.#read(id, reader.text(), reader.uint64(), reader.uint32());
      case ask.write:
        return this.#write(id, reader.text(), reader.uint64(), reader.data());
      case ask.stat:
        return attributesAnswer(id, tree.stat(reader.text(), { follow: true }));
      case ask.lstat:
        return attributesAnswer(id, tree.stat(reader.text(), { follow: false }));
      case ask.fstat:
        return attributesAnswer(id, fstatSync(this.#file(reader.text()).descriptor));
      case ask.setstat:
        change(tree.changeable(reader.text()), reader.attributes());
        return done();
      case ask.fsetstat:
        changeOpen(this.#file(reader.text()).descriptor, reader.attributes());
        return done();
      case ask.opendir:
        return this.#handle(id, {
          kind: 'folder',
          entries: tree.list(this.#folder(reader.text())),
        });
      case ask.readdir:
        return this.#list(id, reader.text());
      case ask.remove:
        tree.remove(reader.text());
        return done();
      case ask.mkdir:
        tree.makeFolder(reader.text(), reader.attributes().mode ?? 0o777);
        return done();
      case ask.rmdir:
        tree.removeFolder(reader.text());
        return done();
      case ask.realpath:
        return nameAnswer(id, [tree.find(reader.text(), { follow: true }).path]);
      case ask.readlink:
        return nameAnswer(id, [tree.readLink(reader.text())]);
      case ask.rename:
        tree.rename(reader.text(), reader.text(), { replace: false });
        return done();
      case ask.symlink:
        this.#link(reader.text(), reader.text());
        return done();
      case ask.extended:
        return this.#extended(id, reader);
      default:
        return statusOf(id, status.unsupported, 'Operation unsupported');
    }
  }

  /** The draft has the link first (section 6.10). */
  #link(first: string, second: string): void {
    if (this.about.targetFirst) this.tree.link(first, second);
    else this.tree.link(second, first);
  }

  #extended(id: number, reader: Reader): Buffer {
    const name = reader.text();
    if (name === 'posix-rename@openssh.com') {
      this.tree.rename(reader.text(), reader.text(), { replace: true });
    } else if (name === 'fsync@openssh.com') fsyncSync(this.#file(reader.text()).descriptor);
    else if (name === 'statvfs@openssh.com') return this.#space(id, reader.text());
    else if (name === 'limits@openssh.com') {
      const limits = [256 * 1024, maxDataBytes, maxDataBytes, maxHandles].map(uint64);
      return packet(answer.extended, uint32(id), ...limits);
    } else return statusOf(id, status.unsupported, 'Operation unsupported');
    return statusOf(id, status.ok, 'Success');
  }

  /** The disks are those of the model, so that they agree with `df`. */
  #space(id: number, path: string): Buffer {
    const found = this.tree.find(path, { follow: true });
    lstatSync(found.real);
    const disk = diskOf(this.about.disks, found.path);
    if (!disk) return statusOf(id, status.failure, 'Failure');
    const free = disk.totalKiB - disk.usedKiB;
    const freeInodes = disk.inodes - disk.inodesUsed;
    const block = 1024;
    const figures = [block, block, disk.totalKiB, free, free];
    const inodes = [disk.inodes, freeInodes, freeInodes];
    return packet(answer.extended, uint32(id), ...[...figures, ...inodes, 1, 0, 255].map(uint64));
  }

  #open(id: number, path: string, wanted: number, attributes: Attributes): Buffer {
    const writes = (wanted & 2) !== 0;
    const reads = (wanted & 1) !== 0;
    let flags = writes ? (reads ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
    if (wanted & 4) flags |= constants.O_APPEND;
    if (writes && wanted & 8) flags |= constants.O_CREAT;
    if (writes && wanted & 16) flags |= constants.O_TRUNC;
    if (writes && wanted & 32) flags |= constants.O_EXCL;
    if (this.#handles.size >= maxHandles)
      return statusOf(id, status.failure, 'Too many open files');
    const descriptor = this.tree.open(path, flags, attributes.mode ?? 0o666);
    return this.#handle(id, { kind: 'file', descriptor, path });
  }

  #handle(id: number, handle: Handle): Buffer {
    if (this.#handles.size >= maxHandles)
      return statusOf(id, status.failure, 'Too many open files');
    const name = String(this.#next);
    this.#next += 1;
    this.#handles.set(name, handle);
    return packet(answer.handle, uint32(id), text(name));
  }

  #folder(path: string): string {
    const found = this.tree.find(path, { follow: true });
    if (!lstatSync(found.real).isDirectory()) throw new TreeFault('ENOTDIR', 'Not a directory');
    return found.path;
  }

  #file(name: string): Extract<Handle, { kind: 'file' }> {
    const handle = this.#handles.get(name);
    if (handle?.kind === 'file') return handle;
    throw new TreeFault('EINVAL', 'No such handle');
  }

  #close(id: number, name: string): Buffer {
    const handle = this.#handles.get(name);
    if (!handle) throw new TreeFault('EINVAL', 'No such handle');
    this.#handles.delete(name);
    if (handle.kind === 'file') closeSync(handle.descriptor);
    return statusOf(id, status.ok, 'Success');
  }

  #read(id: number, name: string, position: number, length: number): Buffer {
    const { descriptor } = this.#file(name);
    const bytes = Buffer.alloc(Math.min(length, maxDataBytes));
    const count = readSync(descriptor, bytes, 0, bytes.length, position);
    if (count === 0 && bytes.length > 0) return statusOf(id, status.eof, 'End of file');
    return packet(answer.data, uint32(id), text(bytes.subarray(0, count)));
  }

  #write(id: number, name: string, position: number, data: Buffer): Buffer {
    const { descriptor } = this.#file(name);
    this.#needRoom(data.length);
    for (let at = 0; at < data.length; ) {
      at += writeSync(descriptor, data, at, data.length - at, position + at);
    }
    return statusOf(id, status.ok, 'Success');
  }

  /** Looks at the real disk now and then. */
  #needRoom(bytes: number): void {
    const step = 16 * 1024 * 1024;
    const before = Math.floor(this.#written / step);
    this.#written += bytes;
    if (this.#written > bytes && Math.floor(this.#written / step) === before) return;
    const { bavail, bsize } = statfsSync(this.about.scratch);
    if (bavail * bsize > spareBytes) return;
    throw Object.assign(new Error('the disk of this computer is nearly full'), { code: 'ENOSPC' });
  }

  #list(id: number, name: string): Buffer {
    const handle = this.#handles.get(name);
    if (handle?.kind !== 'folder') throw new TreeFault('EINVAL', 'No such handle');
    const entries = handle.entries.splice(0, entriesAtATime);
    if (entries.length === 0) return statusOf(id, status.eof, 'End of file');
    const parts = entries.flatMap(({ name: entry, stat }) => [
      text(entry),
      text(longName(entry, stat, this.about.user)),
      attributesOf(stat),
    ]);
    return packet(answer.name, uint32(id), uint32(entries.length), ...parts);
  }
}

function change(path: string, { size, mode, accessed, modified }: Attributes): void {
  if (lstatSync(path).isSymbolicLink()) throw new TreeFault('EINVAL', 'A symbolic link');
  if (size !== undefined) truncateSync(path, size);
  if (mode !== undefined) chmodSync(path, mode);
  if (modified !== undefined) utimesSync(path, accessed ?? modified, modified);
}

function changeOpen(descriptor: number, { size, mode, accessed, modified }: Attributes): void {
  if (size !== undefined) ftruncateSync(descriptor, size);
  if (mode !== undefined) fchmodSync(descriptor, mode);
  if (modified !== undefined) futimesSync(descriptor, accessed ?? modified, modified);
}

function statusFor(code: string): number {
  if (code === 'ENOENT' || code === 'ENOTDIR') return status.noSuchFile;
  if (code === 'EACCES' || code === 'EPERM') return status.denied;
  return status.failure;
}

/** Node's own messages hold real paths, which are nobody's business. */
function plain(code: string): string {
  const words: Record<string, string> = {
    ENOENT: 'No such file or directory',
    EACCES: 'Permission denied',
    EPERM: 'Permission denied',
    EEXIST: 'File exists',
    ENOTEMPTY: 'Directory not empty',
    ENOSPC: 'No space left on device',
    ENOTDIR: 'Not a directory',
  };
  return words[code] ?? `Failure (${code})`;
}

function statusOf(id: number, code: number, words: string): Buffer {
  return packet(answer.status, uint32(id), uint32(code), text(words), text('en'));
}

function attributesAnswer(id: number, stat: Stats): Buffer {
  return packet(answer.attrs, uint32(id), attributesOf(stat));
}

function nameAnswer(id: number, names: string[]): Buffer {
  const parts = names.flatMap((name) => [text(name), text(name), uint32(0)]);
  return packet(answer.name, uint32(id), uint32(names.length), ...parts);
}
