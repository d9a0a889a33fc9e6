/** A server that lies: what no real sshd can be made to send, fed in through the Sftp interface. */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type {
  Connections,
  DirectoryEntry,
  FileKind,
  FileStat,
  Link,
  RemoteFile,
  Sftp,
} from '../connections/index';
import type { Host } from '../host';
import { silentLog } from '../kit/log';
import { ProblemError, problem, problemOf } from '../kit/outcome';
import { createTransfers } from './index';

const stat = (kind: FileKind, sizeBytes = 4): FileStat => ({
  ...{ kind, sizeBytes, mode: kind === 'directory' ? 0o755 : 0o4777, uid: 0, gid: 0 },
  ...{ modifiedSeconds: 1_600_000_000, accessedSeconds: 0 },
});
const entry = (name: string, kind: FileKind, sizeBytes = 4): DirectoryEntry => ({
  ...stat(kind, sizeBytes),
  ...{ name, nameIsValid: true },
});
const refuse = async (): Promise<never> => {
  throw new ProblemError(problem('sftp/no-such-file', 'There is no such file.'));
};

/** What the server says in each folder, and what it answers to a read. */
interface Lies {
  list(path: string): DirectoryEntry[];
  read?(path: string, position: number, length: number): Buffer | null;
  lstat?(path: string): FileStat;
  readLink?(path: string): string;
}

function transfersFrom(lies: Lies) {
  const writes = refuse;
  const sftp: Sftp = {
    ...{ makeDirectory: writes, removeDirectory: writes, unlink: writes, rename: writes },
    ...{ replace: writes, setStat: writes, symlink: writes },
    limits: { readBytes: 32_768, writeBytes: 32_768 },
    realPath: async () => '/home/asha',
    stat: async () => stat('directory'),
    lstat: async (path) => lies.lstat?.(path) ?? stat(path.endsWith('/top') ? 'directory' : 'file'),
    list: async (path) => lies.list(path),
    readLink: async (path) => lies.readLink?.(path) ?? '/etc',
    space: async () => null,
    ...{ end: () => {}, onEnd: () => {}, rest: () => {}, endedBy: undefined },
    open: async (path): Promise<RemoteFile> => ({
      read: async (position, length) =>
        lies.read
          ? lies.read(path, position, length)
          : Buffer.from('evil').subarray(position, position + length),
      write: writes,
      setStat: writes,
      sync: async () => false,
      close: async () => {},
    }),
  };
  const link = { server: 'evil', alive: true, sftp: async () => sftp } as Partial<Link> as Link;
  const connections: Connections = { link: async () => link };
  const host = { log: silentLog } as Partial<Host> as Host;
  return createTransfers({ host, connections });
}

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'labmate-hostile-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

let rounds = 0;
async function pull(lies: Lies, signal = new AbortController().signal) {
  rounds += 1;
  const destination = join(root, `round-${rounds}`);
  const request = { server: 'evil', sources: ['/top'], destination, signal };
  const work = transfersFrom(lies).pull(request);
  const outcome = await work.then(
    (report) => ({ report, tag: undefined }),
    (error: unknown) => {
      if (!problemOf(error)) throw error;
      return { report: undefined, tag: problemOf(error)?.tag };
    },
  );
  return { ...outcome, top: join(destination, 'top'), destination };
}

test('names that lead elsewhere are refused, and the good file beside them arrives', async () => {
  const names = ['../up', '/etc/cron.d/x', '..', '.', '', 'a/b', 'nul\0byte', '../../../tmp/x'];
  for (const kind of ['file', 'directory', 'symlink'] as const) {
    const { report, top } = await pull({
      list: (path) =>
        path === '/top' ? [...names.map((name) => entry(name, kind)), entry('good', 'file')] : [],
    });
    assert.equal(report?.faultCount, names.length);
    assert.ok(report?.faults.every((one) => one.problem.tag === 'transfers/name-refused'));
    assert.deepEqual(readdirSync(top), ['good']);
    assert.equal(readFileSync(join(top, 'good'), 'utf8'), 'evil');
  }
  assert.deepEqual(readdirSync(root).sort(), ['round-1', 'round-2', 'round-3']);
});

test('a link and a folder of the same name: nothing goes through the link', async () => {
  const outside = mkdtempSync(join(root, 'outside-'));
  for (const order of [0, 1]) {
    const both = [entry('a', 'symlink'), entry('a', 'directory')];
    const { report, top } = await pull({
      list: (path) =>
        path === '/top'
          ? order
            ? both.reverse()
            : both
          : [entry('x', 'file'), entry('x', 'file')],
      readLink: () => outside,
    });
    assert.ok(report?.faults.some((one) => one.problem.tag === 'transfers/same-name'));
    assert.deepEqual(readdirSync(outside), []);
    assert.equal(lstatSync(join(top, 'a')).isSymbolicLink(), order === 0);
  }
});

test('set-user-id bits of a server are not taken over', async () => {
  const { top } = await pull({ list: (path) => (path === '/top' ? [entry('x', 'file')] : []) });
  assert.equal(lstatSync(join(top, 'x')).mode & 0o7777, 0o777);
});

test('a file that ends early, and one that never stays the same, are faults', async () => {
  let looks = 0;
  const { report, top } = await pull({
    list: (path) => (path === '/top' ? [entry('short', 'file', 100), entry('odd', 'file')] : []),
    lstat: (path) => {
      if (path === '/top') return stat('directory');
      looks += 1;
      return path.endsWith('short')
        ? stat('file', 100)
        : { ...stat('file'), modifiedSeconds: looks };
    },
  });
  assert.deepEqual(
    report?.faults.map((one) => one.problem.tag),
    ['transfers/changing', 'transfers/changing'],
  );
  assert.deepEqual(readdirSync(top), [], 'no file and no temporary file');
});

test('more bytes than asked for are not written', async () => {
  const { report, top } = await pull({
    list: (path) => (path === '/top' ? [entry('x', 'file')] : []),
    read: () => Buffer.alloc(1000, 'A'),
  });
  assert.ok(!existsSync(join(top, 'x')) || lstatSync(join(top, 'x')).size === 4, 'four bytes');
  assert.ok(report);
});

test('a server that answers with less than it was asked for: the file arrives whole', async () => {
  for (const size of [30_000, 300_000]) {
    const content = Buffer.from(Array.from({ length: size }, (_, n) => (n * 7 + n / 251) % 256));
    const { report, top } = await pull({
      list: (path) => (path === '/top' ? [entry('x', 'file', size)] : []),
      lstat: (path) => stat(path === '/top' ? 'directory' : 'file', size),
      read: (_path, position, length) =>
        content.subarray(position, position + Math.min(length, 5000)),
    });
    assert.equal(report?.faultCount, 0);
    assert.ok(readFileSync(join(top, 'x')).equals(content));
  }
});

test('a file that grew or shrank since it was listed arrives as it is now', async () => {
  for (const listed of [0, 2, 9]) {
    const { report, top } = await pull({
      list: (path) => (path === '/top' ? [entry('x', 'file', listed)] : []),
    });
    assert.equal(report?.faultCount, 0);
    assert.equal(readFileSync(join(top, 'x'), 'utf8'), 'evil');
    assert.equal(report?.bytes, 4);
  }
});

test('a file that became a folder is named for what it is', async () => {
  const { report, top } = await pull({
    list: (path) => (path === '/top' ? [entry('x', 'file')] : []),
    lstat: () => stat('directory'),
    read: () => {
      throw new ProblemError(problem('sftp/failure', 'Failure.'));
    },
  });
  assert.deepEqual(
    report?.faults.map((one) => one.problem.tag),
    ['transfers/not-a-file'],
  );
  assert.deepEqual(readdirSync(top), []);
});

test('a size beyond any disk is refused before a byte moves', async () => {
  const { tag, destination } = await pull({
    list: (path) => (path === '/top' ? [entry('x', 'file', 2 ** 60)] : []),
  });
  assert.equal(tag, 'transfers/no-space');
  assert.equal(existsSync(destination), false);
});

test('folders without end stop where a path would be too long', async () => {
  const { report } = await pull({ list: () => [entry('f'.repeat(200), 'directory')] });
  assert.deepEqual(
    report?.faults.map((one) => one.problem.tag),
    ['transfers/path-too-long'],
  );
});

test('link targets that are no paths are faults', async () => {
  for (const target of ['', 'a\0b']) {
    const { report, top } = await pull({
      list: (path) => (path === '/top' ? [entry('l', 'symlink')] : []),
      readLink: () => target,
    });
    assert.equal(report?.faults[0]?.problem.tag, 'transfers/name-refused');
    assert.deepEqual(readdirSync(top), []);
  }
});
