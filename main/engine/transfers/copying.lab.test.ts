/** Whole trees up and down, judged byte by byte, and by rsync's own checksums. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { giveTo, type Lab, startLab } from '../../../e2e/lab/index';
import { compareTrees, listTree, makeNastyTree } from '../../../e2e/lab/nasty-tree';
import { problemOf } from '../kit/outcome';
import { type CopyReport, createTransfers, type Transfers } from './index';

const never = new AbortController().signal;

/** What a download leaves out on purpose: a server may not make set-user-id files here. */
const strippedSetuid = '"modes/setuid.sh": mode 755 instead of 4755';

describe('copying trees', { timeout: 300_000 }, () => {
  let lab: Lab;
  let engine: LabEngine;
  let transfers: Transfers;
  let home: string;
  let local: string;
  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }] });
    engine = labEngine(lab);
    transfers = createTransfers(engine);
    home = lab.server('gpu1').home;
    local = mkdtempSync(join(tmpdir(), 'labmate-transfers-'));
  });
  after(async () => {
    await transfers?.dispose();
    await engine?.stop();
    await lab?.stop();
    if (local) rmSync(local, { recursive: true, force: true });
  });

  const push = (sources: string[], destination: string) =>
    transfers.push({ server: 'gpu1', sources, destination, signal: never });
  const pull = (sources: string[], destination: string) =>
    transfers.pull({ server: 'gpu1', sources, destination, signal: never });
  const clean = (report: CopyReport) => assert.deepEqual(report.faults, []);

  test('a nasty tree goes up and comes down the same, and a second time nothing is sent', async () => {
    const tree = join(local, 'nasty tree');
    makeNastyTree(tree);
    const up = await push([tree], '~/up');
    clean(up);
    assert.deepEqual(compareTrees(tree, join(home, 'up/nasty tree')), []);
    const rsync = spawnSync('rsync', [
      '-rlptDni',
      '--checksum',
      `${tree}/`,
      `${home}/up/nasty tree/`,
    ]);
    const said = String(rsync.stdout)
      .split('\n')
      .filter((line) => line && !/^\.L\.\.t/.test(line));
    assert.deepEqual(said, [], String(rsync.stderr));
    const again = await push([tree], '~/up');
    assert.equal(again.filesUnchanged, up.files);
    assert.deepEqual(compareTrees(tree, join(home, 'up/nasty tree')), []);

    const back = join(local, 'back');
    mkdirSync(back);
    const down = await pull(['~/up/nasty tree'], back);
    clean(down);
    assert.equal(down.files, up.files);
    const compared = compareTrees(tree, join(back, 'nasty tree'), { linkTimes: true });
    // Links got the time of their upload on the server: SFTP cannot set it there.
    const other = compared.filter((line) => !/^"links\/[^"]*": modified at/.test(line));
    assert.deepEqual(other, [strippedSetuid]);
    assert.deepEqual(
      compareTrees(join(home, 'up/nasty tree'), join(back, 'nasty tree'), { linkTimes: true }),
      [strippedSetuid],
    );
    const downAgain = await pull(['~/up/nasty tree'], back);
    assert.equal(downAgain.filesUnchanged, down.files);
  });

  test('paths follow the trailing-slash rule of rsync in both directions', async () => {
    const dir = join(local, 'dir');
    mkdirSync(join(dir, 'sub'), { recursive: true });
    writeFileSync(join(dir, 'sub/f'), 'f');
    const landed = (path: string) => existsSync(join(home, path));
    await push([dir], '~/r1');
    assert.ok(landed('r1/dir/sub/f'));
    await push([`${dir}/`], '~/r2');
    assert.ok(landed('r2/sub/f') && !landed('r2/dir'));
    await push([join(dir, 'sub/f')], '~/r2/renamed');
    assert.equal(readFileSync(join(home, 'r2/renamed'), 'utf8'), 'f');
    await push([join(dir, 'sub/f')], '~/r2/');
    assert.ok(landed('r2/f'));
    await pull(['~/r1/dir'], join(local, 'p1'));
    assert.ok(existsSync(join(local, 'p1/dir/sub/f')));
    await pull(['~/r1/dir/'], join(local, 'p2'));
    assert.ok(existsSync(join(local, 'p2/sub/f')));
    await pull(['r1/dir/sub/f'], join(local, 'p2/other name'));
    assert.equal(readFileSync(join(local, 'p2/other name'), 'utf8'), 'f');
  });

  test('existing folders are merged, and what is in the way is a fault of that path alone', async () => {
    const tree = join(local, 'merge');
    for (const folder of ['a', 'b', 'c']) {
      mkdirSync(join(tree, folder), { recursive: true });
      writeFileSync(join(tree, folder, 'new'), folder);
    }
    writeFileSync(join(tree, 'd'), 'a file');
    await lab
      .user('alice')
      .run('sh', [
        '-ec',
        'mkdir -p m/merge/a m/merge/d/x big && echo old > m/merge/a/old && echo in the way > m/merge/b && ln -s ../../big m/merge/c',
      ]);
    const report = await push([tree], '~/m');
    const faults = Object.fromEntries(report.faults.map((one) => [one.path, one.problem.tag]));
    assert.deepEqual(faults, {
      'merge/b': 'transfers/file-in-the-way',
      'merge/d': 'transfers/folder-in-the-way',
    });
    assert.equal(readFileSync(join(home, 'm/merge/a/old'), 'utf8'), 'old\n');
    assert.equal(readFileSync(join(home, 'm/merge/a/new'), 'utf8'), 'a');
    assert.equal(readFileSync(join(home, 'm/merge/b'), 'utf8'), 'in the way\n');
    assert.equal(readFileSync(join(home, 'big/new'), 'utf8'), 'c', 'their own link is followed');
  });

  test('a download never writes through a link out of the chosen folder', async () => {
    const outside = join(local, 'outside');
    const chosen = join(local, 'chosen');
    mkdirSync(outside);
    mkdirSync(join(chosen, 'evil'), { recursive: true });
    symlinkSync(outside, join(chosen, 'evil/folder'));
    writeFileSync(join(outside, 'victim'), 'safe');
    symlinkSync(join(outside, 'victim'), join(chosen, 'evil/file'));
    await lab
      .user('alice')
      .run('sh', [
        '-ec',
        'mkdir -p evil/folder && echo bad > evil/folder/x && echo bad > evil/file && echo ok > evil/rest',
      ]);
    const report = await pull(['~/evil'], chosen);
    assert.deepEqual(
      report.faults.map((one) => [one.path, one.problem.tag]),
      [['evil/folder', 'transfers/link-in-the-way']],
    );
    assert.deepEqual(readdirSync(outside), ['victim']);
    assert.equal(readFileSync(join(outside, 'victim'), 'utf8'), 'safe');
    assert.equal(lstatSync(join(chosen, 'evil/file')).isFile(), true, 'the link is replaced');
    assert.equal(readFileSync(join(chosen, 'evil/rest'), 'utf8'), 'ok\n');
  });

  test('sockets and pipes are skipped and told, links replaced, closed folders filled', async () => {
    const tree = join(local, 'special');
    mkdirSync(join(tree, 'closed'), { recursive: true });
    writeFileSync(join(tree, 'closed/f'), '1');
    symlinkSync('one', join(tree, 'link'));
    assert.equal(spawnSync('mkfifo', [join(tree, 'pipe')]).status, 0);
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(tree, 'socket'), resolve));
    chmodSync(join(tree, 'closed'), 0o555);
    const first = await push([tree], '~/s');
    clean(first);
    assert.match(first.notes.join(), /^2 sockets, pipes and devices were skipped: special\//);
    chmodSync(join(tree, 'closed'), 0o755);
    writeFileSync(join(tree, 'closed/g'), '2');
    chmodSync(join(tree, 'closed'), 0o555);
    rmSync(join(tree, 'link'));
    symlinkSync('two', join(tree, 'link'));
    clean(await push([tree], '~/s'));
    socket.close();
    const there = join(home, 's/special');
    assert.equal(readFileSync(join(there, 'closed/g'), 'utf8'), '2');
    assert.equal(lstatSync(join(there, 'closed')).mode & 0o777, 0o555);
    assert.equal(readlinkSync(join(there, 'link')), 'two');
    assert.deepEqual(listTree(there).sort(), ['closed', 'closed/f', 'closed/g', 'link']);
  });

  test('a changed mode arrives without sending the file again; a changed time sends it', async () => {
    const file = join(local, 'script.sh');
    writeFileSync(file, 'true');
    chmodSync(file, 0o644);
    utimesSync(file, 1_600_000_000, 1_600_000_000);
    await push([file], '~');
    chmodSync(file, 0o755);
    const second = await push([file], '~');
    assert.equal(second.filesUnchanged, 1);
    assert.equal(lstatSync(join(home, 'script.sh')).mode & 0o777, 0o755);
    writeFileSync(file, 'sure');
    utimesSync(file, 1_600_000_001, 1_600_000_001);
    assert.equal((await push([file], '~')).filesUnchanged, 0);
    assert.equal(readFileSync(join(home, 'script.sh'), 'utf8'), 'sure');
  });

  test('2,000 small files and one of 200 MB arrive', async () => {
    const tree = join(local, 'many');
    mkdirSync(tree);
    for (let i = 0; i < 2000; i += 1)
      writeFileSync(join(tree, `${i}`), `file ${i}\n`.repeat(i % 50));
    const block = Buffer.alloc(1 << 20);
    for (let i = 0; i < block.length; i += 4) block.writeUInt32LE((i * 2654435761) >>> 0, i);
    for (let i = 0; i < 200; i += 1) {
      block.writeUInt32LE(i, 0);
      writeFileSync(join(tree, 'big'), block, { flag: 'a' });
    }
    const up = await push([tree], '~/bulk');
    clean(up);
    assert.equal(up.files, 2001);
    const down = await pull(['~/bulk/many/'], join(local, 'many back'));
    clean(down);
    assert.equal(spawnSync('diff', ['-r', tree, join(local, 'many back')]).status, 0);
    assert.deepEqual(compareTrees(tree, join(home, 'bulk/many')), []);
    const speed = (report: CopyReport) =>
      `${(report.bytes / 1e6 / report.seconds).toFixed(0)} MB/s`;
    console.log(`2,001 files, 209 MB: up ${speed(up)}, down ${speed(down)}`);
  });

  test('what is wrong from the start is said before anything is made', async () => {
    const tag = async (work: Promise<unknown>, expected: string) =>
      assert.rejects(work, (error) => problemOf(error)?.tag === expected);
    const file = join(local, 'one');
    writeFileSync(file, '1');
    await tag(push([join(local, 'absent')], '~/q'), 'transfers/no-such-source');
    await tag(push([file], '~/no/such/folder/'), 'transfers/no-such-destination');
    await tag(push([local], '~/script.sh'), 'transfers/not-a-folder');
    await tag(pull(['~/absent'], local), 'transfers/no-such-source');
    await tag(pull(['~/script.sh'], join(local, 'no/such/')), 'transfers/no-such-destination');
    await tag(pull(['~'], file), 'transfers/not-a-folder');
    assert.equal(existsSync(join(home, 'q')), false);
    const both = await push([file, join(local, 'absent')], '~/q');
    assert.equal(both.files, 1);
    assert.deepEqual(
      both.faults.map((one) => one.problem.tag),
      ['transfers/no-such-source'],
    );
  });

  test('names that are not UTF-8 are left alone and told, in both directions', async () => {
    const tree = join(local, 'bytes');
    mkdirSync(tree);
    writeFileSync(join(tree, 'good'), 'good');
    writeFileSync(Buffer.concat([Buffer.from(`${tree}/bad`), Buffer.from([0xff])]), 'bad');
    const up = await push([tree], '~/u8');
    assert.deepEqual(
      up.faults.map((one) => one.problem.tag),
      ['transfers/name-refused'],
    );
    assert.deepEqual(readdirSync(join(home, 'u8/bytes')), ['good']);
    await lab.user('alice').run('sh', ['-ec', `mkdir d8 && touch d8/ok "d8/$(printf 'x\\377')"`]);
    const down = await pull(['~/d8'], local);
    assert.deepEqual(
      down.faults.map((one) => one.problem.tag),
      ['transfers/name-refused'],
    );
    assert.deepEqual(readdirSync(join(local, 'd8')), ['ok']);
  });

  test('folders of others are filled where that is allowed, and their modes left', async () => {
    const there = join(home, 'shared');
    mkdirSync(there);
    chmodSync(there, 0o777);
    mkdirSync(join(there, 'tree'));
    chmodSync(join(there, 'tree'), 0o777);
    const tree = join(local, 'tree');
    mkdirSync(tree);
    writeFileSync(join(tree, 'f'), 'f');
    const report = await push([tree], '~/shared');
    clean(report);
    assert.equal(report.files, 1);
    assert.equal(process.getuid?.() === 0, /could not be set/.test(report.notes.join()));
    giveTo(lab.user('alice'), there);
  });
});
