import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlace } from './place';
import { changedMode } from './set-mode';

test('reads df and the mount table, also with odd names', () => {
  const place = parsePlace([
    'mount 1 0 0:1 / / rw - ext4 /dev/sda1 rw',
    'mount 2 1 0:2 / /data\\040of\\040lab rw shared:1 - nfs4 nas:/x rw',
    'space Filesystem 1024-blocks Used Available Capacity Mounted on',
    'space nas:/my export 1000 400 -5 40% /data of lab',
    'inodes Filesystem Inodes IUsed IFree IUse% Mounted on',
    'inodes nas:/my export 500 100 400 20% /data of lab',
  ]);
  assert.deepEqual(place, {
    ...{ mount: '/data of lab', filesystem: 'nas:/my export', type: 'nfs4' },
    ...{ totalKiB: { value: 1000 }, usedKiB: { value: 400 }, availableKiB: { value: 0 } },
    ...{ inodesTotal: { value: 500 }, inodesUsed: { value: 100 }, inodesFree: { value: 400 } },
  });
});

test('rows without end, or of nothing but blanks, are no work', () => {
  // All that a server may answer: the pattern took hours for it.
  assert.equal(parsePlace([`space ${' '.repeat(2 << 20)}`]), undefined);
  const rows = Array.from({ length: 300 }, () => `space ${' '.repeat(7_000)}`);
  assert.equal(parsePlace(rows), undefined);
});

test('what is not told is unknown with a reason, never zero', () => {
  const place = parsePlace(['space lustre - - - - /scratch', 'inodes lustre 0 0 0 - /scratch']);
  assert.equal(place?.totalKiB.value, null);
  assert.equal(place?.usedKiB.value, null);
  assert.equal(place?.inodesFree.value, null);
  assert.equal(place?.inodesUsed.value, null);
  assert.equal(place?.type, '');
  assert.equal(parsePlace(['space nonsense', '']), undefined);
});

test('below a folder only programs and folders get the right to run', () => {
  const file = { kind: 'file', mode: 0o644 } as const;
  assert.equal(changedMode(file, { set: 0o775, clear: 0 }, true), 0o664);
  assert.equal(changedMode(file, { set: 0o111, clear: 0 }, false), 0o755);
  assert.equal(changedMode({ kind: 'file', mode: 0o700 }, { set: 0o011, clear: 0 }, true), 0o711);
  assert.equal(
    changedMode({ kind: 'directory', mode: 0o2700 }, { set: 0o050, clear: 2 }, true),
    0o2750,
  );
});
