import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { isRoot, type Lab, startLab } from '../../../e2e/lab/index';
import { problemOf } from '../kit/outcome';
import { createFiles, type Files } from './index';

const never = new AbortController().signal;
const rootOnly = { skip: isRoot ? false : 'needs root to mount and to make files of others' };

async function refusedWith(work: Promise<unknown>, tag: string): Promise<void> {
  await assert.rejects(work, (error) => {
    const problem = problemOf(error);
    assert.equal(problem?.tag, tag, String(error));
    assert.ok((problem?.what.length ?? 0) > 10 && (problem?.next.length ?? 0) > 0);
    return true;
  });
}

describe('files', { timeout: 120_000 }, () => {
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

  /** Runs a script as the lab user in the home folder. */
  const shell = async (script: string) => {
    const done = await lab.user('alice').run('sh', ['-ec', script]);
    assert.equal(done.code, 0, done.stderr);
  };

  test('lists a folder with symlinks, odd names, sizes, modes, times and free space', async () => {
    await shell(`
      mkdir -p list/sub && cd list && printf 12345 > b.txt && chmod 640 b.txt
      touch -d @1700000000 b.txt && ln -s sub to-sub && ln -s nowhere dangling
      touch -- 'tail ' '-rf' "$(printf 'new\\nline')" "$(printf 'bad\\377name')" && mkfifo pipe`);
    const listing = await files.list('gpu1', '~/list/', never);
    assert.equal(listing.path, join(home, 'list'));
    const byName = new Map(listing.entries.map((entry) => [entry.name, entry]));
    assert.deepEqual(byName.get('b.txt'), {
      ...{ name: 'b.txt', kind: 'file', sizeBytes: 5, mode: 0o640 },
      ...{ modifiedSeconds: 1_700_000_000, nameIsValid: true },
    });
    assert.equal(byName.get('sub')?.kind, 'directory');
    assert.equal(byName.get('to-sub')?.target, 'sub');
    assert.equal(byName.get('to-sub')?.targetIsDirectory, true);
    assert.equal(byName.get('dangling')?.targetIsDirectory, false);
    assert.equal(byName.get('pipe')?.kind, 'other');
    for (const name of ['tail ', '-rf', 'new\nline'])
      assert.ok(byName.get(name)?.nameIsValid, name);
    assert.equal(byName.get('bad\ufffdname')?.nameIsValid, false);
    assert.deepEqual(
      listing.entries.slice(0, 2).map(({ name }) => name),
      ['sub', 'to-sub'],
    );
    assert.ok((listing.freeBytes ?? 0) > 1e6);
  });

  test('makes a folder, and says why not', async () => {
    await shell('mkdir -p made && touch made/file && mkdir made/closed && chmod 555 made/closed');
    await files.makeFolder('gpu1', '~/made/new one', never);
    assert.ok(lstatSync(join(home, 'made/new one')).isDirectory());
    const make = (path: string) => files.makeFolder('gpu1', path, never);
    await refusedWith(make('~/made/new one'), 'files/exists');
    await refusedWith(make('~/made/no/such'), 'files/no-such');
    await refusedWith(make('~/made/file/x'), 'files/not-a-folder');
    await refusedWith(make('~/made/closed/x'), 'files/permission-denied');
    await refusedWith(make(`~/made/${'n'.repeat(256)}`), 'files/name-too-long');
    await refusedWith(make('~/made/..'), 'files/bad-path');
  });

  test('lists no folder that is none, that is closed, or that is not there', async () => {
    await shell('mkdir -p closed && chmod 000 closed && touch plain');
    await refusedWith(files.list('gpu1', '~/closed', never), 'files/permission-denied');
    await refusedWith(files.list('gpu1', '~/plain', never), 'files/not-a-folder');
    await refusedWith(files.list('gpu1', '~/absent', never), 'files/no-such');
    await shell('chmod 700 closed');
  });

  test('renames and moves, and never overwrites', async () => {
    await shell(`mkdir -p ren/dir ren/other && cd ren && echo one > a && echo two > b
      ln -s nowhere dangling && echo x > dir/x`);
    const rename = (from: string, to: string) =>
      files.rename('gpu1', `~/ren/${from}`, `~/ren/${to}`, never);
    await rename('a', 'c');
    assert.equal(existsSync(join(home, 'ren/a')), false);
    await refusedWith(rename('c', 'b'), 'files/exists');
    await refusedWith(rename('dir', 'other'), 'files/exists');
    await refusedWith(rename('dir', 'dangling'), 'files/exists');
    await refusedWith(rename('absent', 'z'), 'files/no-such');
    await refusedWith(rename('c', 'absent/z'), 'files/no-such');
    await refusedWith(rename('c', 'b/z'), 'files/not-a-folder');
    await rename('dir', 'other/moved');
    await shell(
      'test "$(cat ren/c)" = one && test "$(cat ren/b)" = two && test -f ren/other/moved/x',
    );
  });

  test('counts and removes whole folders, and never follows a symlink', async () => {
    await shell(`mkdir -p keep && echo precious > keep/file
      mkdir -p 'rm me/deep/er' && cd 'rm me' && ln -s ../keep link && ln -s "$HOME/keep" deep/abs
      for i in $(seq 250); do echo $i > deep/er/$i; done; touch -- "$(printf 'a\\nb')" -rf 'tail '`);
    const paths = ['~/rm me'];
    const counted = await files.count('gpu1', paths, never);
    assert.deepEqual({ ...counted, bytes: 0 }, { files: 255, folders: 3, bytes: 0, more: false });
    assert.ok(counted.bytes > 600);
    await files.remove('gpu1', paths, never);
    assert.equal(existsSync(join(home, 'rm me')), false);
    await shell('test "$(cat keep/file)" = precious; ln -s keep alias');
    await files.remove('gpu1', ['~/alias/'], never);
    await shell('test ! -e alias && test "$(cat keep/file)" = precious');
  });

  test('refuses to remove the home folder and the top of the disk', async () => {
    for (const path of ['~', '/', home]) {
      await refusedWith(files.remove('gpu1', [path], never), 'files/protected');
    }
    // Other ways to write the same folder, and the folder that holds it.
    const name = basename(home);
    await shell('mkdir -p roundabout && ln -s "$(dirname "$HOME")" roundabout/up');
    for (const path of [
      ...[`${dirname(home)}/./${name}`, `${home}/../${name}`, `~/roundabout/up/${name}`],
      dirname(home),
    ]) {
      await refusedWith(files.remove('gpu1', [path], never), 'files/protected');
    }
    assert.ok(existsSync(home));
    await refusedWith(files.remove('gpu1', ['~/x/..'], never), 'files/bad-path');
  });

  test('removes what it may, leaves the rest, and says which', async () => {
    await shell(`mkdir -p part/closed part/open && touch part/closed/a part/closed/b part/open/c
      chmod 555 part/closed && touch "part/$(printf 'bad\\377name')"`);
    await assert.rejects(files.remove('gpu1', ['~/part'], never), (error) => {
      const problem = problemOf(error);
      assert.equal(problem?.tag, 'files/not-all-removed');
      const { removed, left } = problem.facts;
      assert.deepEqual({ removed, left }, { removed: 2, left: 3 });
      assert.match(problem.next[0]?.label ?? '', /chmod u\+w|mv/);
      return true;
    });
    await shell('test ! -e part/open && test -e part/closed/a && test -e part/closed/b');
    await shell('chmod 755 part/closed && rm -r part');
  });

  test('a read-only and a full disk are named', rootOnly, async () => {
    for (const [name, options] of [
      ['ro', 'ro,size=1m'],
      ['full', 'size=64k,nr_inodes=8'],
    ] as const) {
      const place = join(home, name);
      mkdirSync(place);
      lab.remember('mounts', place);
      const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
      assert.equal(status, 0, String(stderr));
    }
    await refusedWith(files.makeFolder('gpu1', '~/ro/x', never), 'files/read-only');
    chownSync(join(home, 'full'), lab.user('alice').uid, lab.user('alice').gid);
    for (let i = 0; i < 7; i += 1) writeFileSync(join(home, 'full', `${i}`), '');
    await refusedWith(files.makeFolder('gpu1', '~/full/x', never), 'files/inodes-full');
  });

  test('opens its channel again after the link was cut', async () => {
    await files.list('gpu1', '~', never);
    lab.server('gpu1').proxy.cut();
    const listing = await files.list('gpu1', '~', never);
    assert.equal(listing.path, home);
  });

  test('a cancelled listing ends at once although the server is silent', async () => {
    await files.list('gpu1', '~', never);
    const { proxy } = lab.server('gpu1');
    proxy.stall();
    const controller = new AbortController();
    const work = files.list('gpu1', '~', controller.signal);
    setImmediate(() => controller.abort());
    await refusedOnlyBecauseCancelled(work);
    proxy.resume();
    assert.equal((await files.list('gpu1', '~', never)).path, home);
  });

  test('a removal stops when cancelled', async () => {
    await shell('mkdir -p many && cd many && seq 3000 | xargs touch');
    const controller = new AbortController();
    const work = files.remove('gpu1', ['~/many'], controller.signal);
    while (existsSync(join(home, 'many/1'))) await new Promise((next) => setImmediate(next));
    controller.abort();
    await refusedOnlyBecauseCancelled(work);
    assert.ok(existsSync(join(home, 'many')));
    await files.remove('gpu1', ['~/many'], never);
    assert.equal(existsSync(join(home, 'many')), false);
  });

  test('a symlink on the way is followed, as the person means it', async () => {
    await shell('mkdir -p real && touch real/x');
    symlinkSync('real', join(home, 'way'));
    const listing = await files.list('gpu1', '~/way', never);
    assert.equal(listing.path, join(home, 'real'));
  });
});

async function refusedOnlyBecauseCancelled(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => problemOf(error)?.tag === 'kit/cancelled');
}
