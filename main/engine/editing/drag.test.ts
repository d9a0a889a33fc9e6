/** A server that says one thing when it is counted and another when it is fetched. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type {
  Connections,
  DirectoryEntry,
  FileStat,
  Link,
  RemoteFile,
  Sftp,
} from '../connections/index';
import type { Host } from '../host';
import { silentLog } from '../kit/log';
import { ProblemError, problem, problemOf } from '../kit/outcome';
import { createTransfers } from '../transfers/index';
import { createDrags } from './drag';

const folder = mkdtempSync(join(tmpdir(), 'labmate-drag-'));
const root = join(folder, 'drag');
after(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;

const statOf = (sizeBytes: number): FileStat => ({
  ...{ kind: 'file', sizeBytes, mode: 0o644, uid: 0, gid: 0 },
  ...{ modifiedSeconds: 1_600_000_000, accessedSeconds: 0 },
});

/** @param sizeOf what the server says of a file's size, and how often it was asked before */
function dragsFrom(sizeOf: (asked: number) => number) {
  let asked = 0;
  let read = 0;
  const look = async () => statOf(sizeOf(asked++));
  const refuse = async (): Promise<never> => {
    throw new ProblemError(problem('sftp/no-such-file', 'There is no such file.'));
  };
  const sftp: Sftp = {
    ...{ makeDirectory: refuse, removeDirectory: refuse, unlink: refuse, rename: refuse },
    ...{ replace: refuse, setStat: refuse, symlink: refuse, readLink: refuse },
    limits: { readBytes: 32_768, writeBytes: 32_768 },
    realPath: async (path) => (path === '.' ? '/home/asha' : path),
    ...{ stat: look, lstat: look },
    list: async (): Promise<DirectoryEntry[]> => [],
    space: async () => null,
    ...{ end: () => {}, onEnd: () => {}, rest: () => {}, endedBy: undefined },
    open: async (): Promise<RemoteFile> => ({
      read: async (_position, length) => {
        read += length;
        return Buffer.alloc(length);
      },
      write: refuse,
      setStat: refuse,
      sync: async () => false,
      close: async () => {},
    }),
  };
  const link = { server: 'evil', alive: true, sftp: async () => sftp } as Partial<Link> as Link;
  const connections: Connections = { link: async () => link };
  const grants: string[] = [];
  const makeGrant = async (path: string) => {
    grants.push(path);
    return path;
  };
  const host = { log: silentLog, makeGrant } as Partial<Host> as Host;
  const transfers = createTransfers({ host, connections });
  const drags = createDrags({ host, connections, transfers, root });
  return { drags, grants, bytesRead: () => read };
}

test('a file that was counted as small and comes as large is given up', async () => {
  const { drags, grants, bytesRead } = dragsFrom((asked) => (asked === 0 ? 4 : 4 * 1024 ** 3));
  await assert.rejects(
    drags.prepare('evil', ['/data/x'], never),
    (error) => problemOf(error)?.tag === 'editing/drag-too-much',
  );
  assert.deepEqual(grants, []);
  assert.deepEqual(readdirSync(root), []);
  assert.ok(bytesRead() < 1024 ** 3, `${bytesRead()} bytes were fetched`);
  await drags.dispose();
});

test('a page that prepares drag after drag keeps ten of them at most', async () => {
  const { drags, grants } = dragsFrom(() => 4);
  for (let n = 0; n < 15; n += 1) await drags.prepare('evil', ['/data/x'], never);
  assert.equal(grants.length, 15);
  assert.equal(readFileSync(grants[14] ?? '').length, 4);
  assert.deepEqual(grants.map((path) => existsSync(join(path, '..'))).filter(Boolean).length, 10);
  await drags.dispose();
  assert.equal(existsSync(root), false);
});
