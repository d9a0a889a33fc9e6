/** CPU, memory, disks and history from what real servers print. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../../../preload/contract/monitor';
import { History } from './history';
import { busyBetween, parseCpuTimes, parseFast } from './parse-fast';
import { hidesProcesses, mountOf, parseMountTable } from './parse-mounts';
import { parsePeople } from './parse-people';

const frame = (lines: Record<string, string>) => ({
  seq: 1,
  lines: Object.entries(lines).map(([key, text]) => ({ key, text })),
});

test('CPU: guest time is not counted twice, counters that run backwards give no figure', () => {
  const before = parseCpuTimes('cpu  100 0 100 800 0 0 0 0 50 0');
  const after = parseCpuTimes('cpu  150 0 150 900 0 0 0 0 90 0');
  assert.deepEqual(busyBetween(before, after), { value: 50 });
  assert.equal(busyBetween(after, before).value, null);
  assert.equal(busyBetween(undefined, after).value, null);
  const restarted = parseCpuTimes('cpu  90 0 100 950 0 0 0 0');
  assert.deepEqual(busyBetween(before, restarted), { value: 0 });
});

test('memory: available where the kernel says so, else free and caches', () => {
  const modern = parseFast(
    frame({ memory: ' MemTotal:1000 MemFree:100 MemAvailable:600 SwapTotal:0 SwapFree:0' }),
    undefined,
  );
  assert.deepEqual(modern.memory, { totalKiB: { value: 1000 }, usedKiB: { value: 400 } });
  assert.deepEqual(modern.swap, { totalKiB: { value: 0 }, usedKiB: { value: 0 } });
  const old = parseFast(
    frame({ memory: 'MemTotal:1000 MemFree:100 Buffers:50 Cached:250' }),
    undefined,
  );
  assert.deepEqual(old.memory.usedKiB, { value: 600 });
  assert.equal(old.swap.totalKiB.value, null);
});

test('a server without /proc has reasons, not zeros', () => {
  const { memory, load, uptimeSeconds, busyPercent } = parseFast(frame({}), undefined);
  for (const reading of [memory.usedKiB, memory.totalKiB, load.one, uptimeSeconds, busyPercent]) {
    assert.equal(reading.value, null);
    assert.ok('reason' in reading && reading.reason);
  }
});

const table = [
  '22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw,hidepid=2',
  '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
  '30 25 0:27 / /dev/shm rw - tmpfs tmpfs rw',
  '40 27 8:17 / /data/my\\040set rw shared:9 - xfs /dev/sdb1 rw',
  '41 27 8:17 /sub /srv/bound rw - xfs /dev/sdb1 rw',
  '42 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro',
  '43 27 0:60 / /home rw - nfs4 files.example:/export/home rw',
  '44 27 0:61 / /home rw - nfs4 files.example:/export/home2 rw',
  '45 27 0:62 / /tank rw - zfs tank rw',
  '46 27 0:63 / /net rw - autofs auto.net rw',
  '47 27 0:64 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw',
  '48 27 0:65 / /mnt/box rw - fuse.sshfs asha@box:/ rw',
  'broken line',
];

test('mounts: what is worth showing, once, local ones first, names with spaces', () => {
  assert.deepEqual(
    parseMountTable(table).map((mount) => [mount.path, mount.filesystem, mount.remote]),
    [
      ['/', '/dev/vda', false],
      ['/data/my set', '/dev/sdb1', false],
      ['/tank', 'tank', false],
      ['/home', 'files.example:/export/home2', true],
      ['/mnt/box', 'asha@box:/', true],
    ],
  );
  assert.equal(hidesProcesses(table), true);
  assert.equal(hidesProcesses(table.slice(1)), false);
});

test('mounts: a path that could not be sent back as part of one line is left out', () => {
  const odd = ['\\011', '\\012', '\\015', '\\000', '\r', '\0'];
  const rows = odd.map((text, at) => `5${at} 27 8:${at} / /a${text}b rw - xfs /dev/sdc rw`);
  assert.deepEqual(parseMountTable(rows), []);
});

test('df: rows are read from their end; no inodes and no answer are no zeros', () => {
  const [root, spaced, tank] = parseMountTable(table);
  const space = [
    'Filesystem     1024-blocks     Used Available Capacity Mounted on',
    '/dev/vda         264212084 13836052  81665212      15% /',
    '/dev/sdb1 odd        1000      900      -100     112% /data/my set',
  ];
  const inodes = [
    'Filesystem       Inodes  IUsed    IFree IUse% Mounted on',
    '/dev/vda       16777216 430594 16346622    3% /',
    '/dev/sdb1             0      0        0     - /data/my set',
  ];
  assert.ok(root && spaced && tank);
  const first = mountOf(root, { space, inodes });
  assert.deepEqual(first.totalKiB, { value: 264_212_084 });
  assert.deepEqual(first.inodesUsed, { value: 430_594 });
  const second = mountOf(spaced, { space, inodes });
  assert.deepEqual(second.availableKiB, { value: 0 });
  assert.equal(second.inodesTotal.value, null);
  const third = mountOf(tank, { space, inodes });
  assert.deepEqual(third.totalKiB, { value: null, reason: 'df did not report it' });
});

test('owners from ps and from /proc', () => {
  const people = parsePeople(
    {
      ps: ['   31    5 averyveryverylongname     python train.py --x  y', 'garbage'],
      proc: ['77 150000 bob python a b '],
    },
    { ticks: 100, uptimeSeconds: 2000 },
  );
  assert.deepEqual(people.get(31), {
    pid: 31,
    user: 'averyveryverylongname',
    elapsedSeconds: 5,
    command: 'python train.py --x  y',
  });
  assert.equal(people.get(77)?.elapsedSeconds, 500);
  assert.equal(people.size, 2);
});

function sampleAt(at: number): Sample {
  const known = { value: 50 };
  return {
    at,
    hostname: 'gpu1',
    gpus: { state: 'none', reason: '' },
    cpu: { busyPercent: known, cores: 2 },
    memory: { totalKiB: { value: 100 }, usedKiB: known },
    swap: { totalKiB: known, usedKiB: known },
    load: { one: known, five: known, fifteen: known },
    uptimeSeconds: known,
    mounts: [],
  };
}

test('history: one minute, and a silence is a gap of nulls', () => {
  const history = new History();
  for (let at = 0; at <= 120_000; at += 2000) history.add(sampleAt(at), 2000);
  assert.equal(history.points.length, 31);
  assert.equal(history.points[0]?.at, 60_000);
  history.add(sampleAt(140_000), 2000);
  const gaps = history.points.filter((point) => point.cpuPercent === null);
  assert.deepEqual(
    gaps.map((point) => point.at),
    [122_000],
  );
  assert.equal(history.points.at(-1)?.cpuPercent, 50);
});
