/** New files, permissions, the mount of a folder, previews, and a very long folder. Real sshd. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { hungDiskMissing, mountHungDisk } from '../../../e2e/lab/hung-disk';
import { isRoot, type Lab, startLab } from '../../../e2e/lab/index';
import { mountSmallDisk, smallDiskMissing } from '../../../e2e/lab/small-disk';
import { problemOf } from '../kit/outcome';
import { createFiles, type Files } from './index';

const never = new AbortController().signal;

describe('files: new, permissions, mounts, previews', { timeout: 120_000 }, () => {
  let lab: Lab;
  let engine: LabEngine;
  let files: Files;
  let home: string;
  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }] });
    engine = labEngine(lab);
    files = createFiles(engine);
    home = lab.server('gpu1').home;
  });
  after(async () => {
    files?.dispose();
    await engine?.stop();
    await lab?.stop();
  });
  const shell = async (script: string) => {
    const done = await lab.user('alice').run('sh', ['-ec', script]);
    assert.equal(done.code, 0, done.stderr);
  };
  const refused = (work: Promise<unknown>, tag: string) =>
    assert.rejects(work, (error) => {
      assert.equal(problemOf(error)?.tag, tag, String(error));
      return true;
    });
  const modeOf = (path: string) => statSync(join(home, path)).mode & 0o7777;

  test('a new file is empty, and never replaces or fills what is there', async () => {
    await shell(
      'mkdir -p new/closed && echo keep > new/old && ln -s ../away new/link && chmod 555 new/closed',
    );
    await files.createFile('gpu1', '~/new/it is', never);
    assert.equal(readFileSync(join(home, 'new/it is'), 'utf8'), '');
    await refused(files.createFile('gpu1', '~/new/old', never), 'files/exists');
    await refused(files.createFile('gpu1', '~/new/link', never), 'files/exists');
    await refused(files.createFile('gpu1', '~/new/closed/x', never), 'files/permission-denied');
    await refused(files.createFile('gpu1', '~/new/no/x', never), 'files/no-such');
    await shell('test "$(cat new/old)" = keep && test ! -e away');
  });

  test('permissions change below a folder, links are not followed, x goes to programs only', async () => {
    await shell(`mkdir -p perm/deep perm/shut outside && cd perm && umask 022
      touch data deep/run ../outside/file && chmod 644 data && chmod 700 deep/run
      chmod 600 ../outside/file && chmod 700 ../outside . deep && chmod 000 shut
      ln -s ../../outside deep/way && ln -s ../outside/file direct`);
    const change = { set: 0o750, clear: 0o007, recursive: true };
    assert.deepEqual(await files.setMode('gpu1', ['~/perm'], change, never), { changed: 5 });
    assert.deepEqual(
      ['perm', 'perm/deep', 'perm/shut', 'perm/data', 'perm/deep/run'].map(modeOf),
      [0o750, 0o750, 0o750, 0o640, 0o750],
    );
    assert.deepEqual(['outside', 'outside/file'].map(modeOf), [0o700, 0o600]);
    // A folder that is closed by the change is changed after what is in it.
    const shut = { set: 0, clear: 0o777, recursive: true };
    assert.deepEqual(await files.setMode('gpu1', ['~/perm/deep'], shut, never), { changed: 2 });
    chmodSync(join(home, 'perm/deep'), 0o700);
    assert.equal(modeOf('perm/deep/run'), 0);
    await refused(files.setMode('gpu1', ['~/perm/direct'], change, never), 'files/is-a-link');
    assert.equal(modeOf('outside/file'), 0o600);
  });

  test('files of others are refused and named, the rest changes', {
    skip: isRoot ? false : 'needs root to make files of others',
  }, async () => {
    await shell('mkdir others && touch others/mine && chmod 600 others/mine');
    writeFileSync(join(home, 'others/roots'), '', { mode: 0o600 });
    const change = { set: 0o044, clear: 0, recursive: true };
    await assert.rejects(files.setMode('gpu1', ['~/others'], change, never), (error) => {
      const problem = problemOf(error);
      assert.equal(problem?.tag, 'files/not-all-changed');
      assert.equal(problem.facts['left'], 1);
      assert.match(problem.why ?? '', /others\/roots/);
      return true;
    });
    assert.equal(modeOf('others/mine'), 0o644);
    const one = { set: 0o002, clear: 0, recursive: false };
    await refused(files.setMode('gpu1', ['~/others/roots'], one, never), 'files/permission-denied');
  });

  test('the mount under a folder, with its space and inodes', {
    skip: smallDiskMissing(),
  }, async () => {
    const disk = await mountSmallDisk(lab, lab.user('alice'), {
      ...{ name: 'small-disk', bytes: 1 << 20, inodes: 64 },
    });
    await shell('mkdir small-disk/sub && head -c 262144 /dev/zero > small-disk/file');
    for (const path of [`${disk}/sub`, '~/small-disk/sub', 'small-disk']) {
      const place = await files.place('gpu1', path, never);
      assert.equal(place.mount, disk);
      assert.equal(place.type, 'tmpfs');
      assert.deepEqual([place.totalKiB, place.availableKiB], [{ value: 1024 }, { value: 768 }]);
      assert.deepEqual([place.inodesTotal, place.inodesFree], [{ value: 64 }, { value: 61 }]);
    }
    await refused(files.place('gpu1', '~/absent', never), 'files/no-such');
  });

  test('used and available are what df says, also where root keeps a reserve', async () => {
    const place = await files.place('gpu1', '~', never);
    const df = await lab.user('alice').run('df', ['-Pk', '--', home]);
    const [total, used] =
      df.stdout.trim().split('\n').at(-1)?.split(/\s+/).slice(1).map(Number) ?? [];
    assert.equal(place.totalKiB.value, total);
    // Other programs write meanwhile; what the reserve takes is far more than that.
    const off = Math.abs((place.usedKiB.value ?? 0) - (used ?? Number.NaN));
    assert.ok(off < 0.02 * (total ?? 0), `${place.usedKiB.value} and ${used}`);
  });

  test('a disk that hangs is said to, and the script ends by itself', {
    skip: hungDiskMissing(),
  }, async () => {
    const disk = await mountHungDisk(lab, lab.user('alice'));
    try {
      await assert.rejects(files.place('gpu1', '~/hung', never), (error: Error) => {
        assert.equal(problemOf(error)?.tag, 'files/no-answer');
        // Its own watchdog ended it: no channel had to be cut.
        assert.equal(error.cause, undefined);
        return true;
      });
      const left = await lab
        .user('alice')
        .run('sh', ['-c', 'ps -o args= -u "$(id -u)" | grep "[h]ung"']);
      assert.equal(left.stdout, '');
      assert.equal((await files.place('gpu1', '~', never)).usedKiB.value !== null, true);
    } finally {
      await disk.release();
    }
  });

  test('previews: text, the end of logs, tables, bytes, links to files', async () => {
    await shell(`mkdir pre && cd pre && printf 'hello\\n' > a.txt && ln -s a.txt link
      seq 200000 > run.log && seq 200000 > long.txt && printf 'x,y\\n1,2\\n' > t.csv
      printf '\\177ELF\\000\\001' > prog && : > empty && printf x > closed && chmod 000 closed
      printf 'no notebook' > fake.ipynb && head -c 21000000 /dev/zero > huge.png`);
    const look = (name: string) => files.preview('gpu1', `~/pre/${name}`, never);
    for (const name of ['a.txt', 'link']) {
      const { content, truncated } = await look(name);
      assert.deepEqual(content, { kind: 'text', text: 'hello\n', part: 'whole' });
      assert.equal(truncated, false);
    }
    const log = await look('run.log');
    assert.ok(log.truncated && log.content.kind === 'text' && log.content.part === 'tail');
    assert.match(log.content.text, /^\d{6}\n[\s\S]*\n200000\n$/);
    const long = await look('long.txt');
    assert.ok(long.truncated && long.content.kind === 'text' && long.content.part === 'head');
    assert.match(long.content.text, /^1\n2\n/);
    assert.deepEqual((await look('t.csv')).content, {
      ...{
        kind: 'table',
        rows: [
          ['x', 'y'],
          ['1', '2'],
        ],
      },
    });
    const bytes = (await look('prog')).content;
    assert.ok(bytes.kind === 'binary' && bytes.head.length === 6);
    assert.deepEqual((await look('empty')).content, { kind: 'text', text: '', part: 'whole' });
    const fake = await look('fake.ipynb');
    assert.equal(fake.content.kind, 'text');
    assert.match(fake.notes.join(), /no notebook/);
    await refused(look('closed'), 'files/permission-denied');
    await refused(look('absent'), 'files/no-such');
    await refused(look('huge.png'), 'files/too-big-to-show');
    // Of size 0 as stat tells, and yet it has content.
    const status = (await files.preview('gpu1', '/proc/self/status', never)).content;
    assert.ok(status.kind === 'text' && status.text.includes('Pid:'));
  });

  test('pipes, devices and folders are never opened', async () => {
    await shell('mkdir odd && mkfifo odd/pipe.log');
    await refused(files.preview('gpu1', '~/odd/pipe.log', never), 'files/not-a-file');
    await refused(files.preview('gpu1', '/dev/zero', never), 'files/not-a-file');
    await refused(files.preview('gpu1', '~/odd', never), 'files/not-a-file');
    // The channel still answers: nothing hangs in the server.
    assert.equal((await files.list('gpu1', '~/odd', never)).entries.length, 1);
  });

  test('a folder of 100,000 entries is listed whole', async (t) => {
    await shell(
      'mkdir long && cd long && seq -f "file %06g" 100000 | tr "\\n" "\\0" | xargs -0 touch --',
    );
    const start = performance.now();
    const { entries } = await files.list('gpu1', '~/long', never);
    t.diagnostic(`listed in ${Math.round(performance.now() - start)} ms`);
    assert.equal(entries.length, 100_000);
    assert.equal(entries[99_999]?.name, 'file 100000');
  });
});
