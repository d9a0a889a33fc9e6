/** Remote files in a scripted editor, on a real server: how editors save, and what can go wrong. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { giveTo, isRoot, type Lab, startLab, twoUsersMissing } from '../../../e2e/lab/index';
import { run } from '../../../e2e/lab/run';
import { mountSmallDisk, smallDiskMissing } from '../../../e2e/lab/small-disk';
import type { EditEntry } from '../../../preload/contract/editing';
import { problemOf } from '../kit/outcome';
import { createTransfers, type Transfers } from '../transfers/index';
import { createEditing, type Editing } from './index';

const never = new AbortController().signal;

describe('files in the own editor', { timeout: 200_000 }, () => {
  let lab: Lab;
  let engine: LabEngine;
  let transfers: Transfers;
  let editing: Editing;
  let home: string;
  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }] });
    engine = labEngine(lab);
    transfers = createTransfers(engine);
    mkdirSync(engine.host.paths.data, { recursive: true });
    editing = createEditing({ ...engine, transfers });
    home = lab.server('gpu1').home;
  });
  after(async () => {
    await editing?.dispose();
    await transfers?.dispose();
    await engine?.stop();
    await lab?.stop();
  });

  const put = (name: string, text: string, mode = 0o644): string => {
    const path = join(home, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    giveTo(lab.user('alice'), path);
    return path;
  };
  const entryOf = (id: string): EditEntry => {
    const entry = editing.list.value.find((one) => one.id === id);
    assert.ok(entry);
    return entry;
  };
  /** Resolves when an edit's state is as wanted. */
  const until = (id: string, wanted: (state: EditEntry['state']) => boolean) =>
    new Promise<EditEntry['state']>((resolve) => {
      // The room's own timer keeps no process alive, and a cut link has no socket that would.
      const awake = setInterval(() => {}, 1000);
      const stop = editing.list.follow((entries) => {
        const state = entries.find((one) => one.id === id)?.state;
        if (!state || !wanted(state)) return;
        clearInterval(awake);
        queueMicrotask(() => stop());
        resolve(state);
      });
    });
  const saved = (id: string, since = 0) =>
    until(id, (state) => state.kind === 'open' && (state.savedAt ?? 0) > since);
  const open = async (path: string) => {
    const id = await editing.open('gpu1', path, never);
    const local = engine.opened.at(-1);
    assert.ok(local);
    return { id, local };
  };
  const rejects = (work: Promise<unknown>, tag: string) =>
    assert.rejects(work, (error) => {
      assert.equal(problemOf(error)?.tag, tag, String(error));
      return true;
    });
  const tagOf = (state: EditEntry['state']) =>
    state.kind === 'failed' || state.kind === 'conflict' ? state.problem.tag : state.kind;

  test('saves of every kind arrive; mode and links stay; the copy is private', async () => {
    const path = put('run.sh', 'old\n', 0o750);
    symlinkSync('run.sh', join(home, 'link.sh'));
    const { id, local } = await open(join(home, 'link.sh'));
    assert.equal(statSync(local).mode & 0o777, 0o600);
    assert.ok(local.endsWith('link.sh.txt'), local);
    writeFileSync(local, 'written in place\n');
    await saved(id);
    assert.equal(readFileSync(path, 'utf8'), 'written in place\n');
    // An editor that writes beside and renames over, and one that keeps a backup.
    const first = entryOf(id).state;
    writeFileSync(`${local}.swp`, 'renamed over\n');
    renameSync(`${local}.swp`, local);
    await saved(id, first.kind === 'open' ? (first.savedAt ?? 0) : 0);
    assert.equal(readFileSync(path, 'utf8'), 'renamed over\n');
    const before = Date.now();
    renameSync(local, `${local}~`);
    writeFileSync(local, 'with a backup\n');
    await saved(id, before);
    assert.equal(readFileSync(path, 'utf8'), 'with a backup\n');
    assert.equal(statSync(path).mode & 0o777, 0o750);
    assert.ok(lstatSync(join(home, 'link.sh')).isSymbolicLink());
    assert.deepEqual(
      readdirSync(home).filter((name) => name.includes('.labmate-')),
      [],
    );
    await editing.close(id, false);
    assert.ok(!existsSync(local));
  });

  test('a file that is cut to nothing and then written is never empty on the server', async () => {
    const path = put('model.yaml', 'layers: 3\n');
    const { id, local } = await open(path);
    truncateSync(local);
    // Two looks of the room: an ordinary change would be on its way.
    await new Promise((done) => setTimeout(done, 3500));
    assert.equal(readFileSync(path, 'utf8'), 'layers: 3\n');
    writeFileSync(local, 'layers: 4\n');
    await saved(id);
    assert.equal(readFileSync(path, 'utf8'), 'layers: 4\n');
    await editing.close(id, false);
  });

  test('a change on the server, even of the same size and time, stops the save: three ways out', async () => {
    for (const choice of ['mine', 'theirs', 'both'] as const) {
      const path = put(`${choice}.txt`, 'one');
      utimesSync(path, 1e9, 1e9);
      const { id, local } = await open(path);
      writeFileSync(path, 'two');
      utimesSync(path, 1e9, 1e9);
      writeFileSync(local, 'own');
      const state = await until(id, ({ kind }) => kind === 'conflict');
      assert.equal(tagOf(state), 'editing/conflict');
      assert.equal(readFileSync(path, 'utf8'), 'two');
      await rejects(editing.close(id, false), 'editing/unsent');
      await editing.resolve(id, choice);
      assert.equal(readFileSync(path, 'utf8'), choice === 'mine' ? 'own' : 'two');
      assert.equal(readFileSync(local, 'utf8'), choice === 'theirs' ? 'two' : 'own');
      assert.equal(entryOf(id).state.kind, 'open');
      if (choice === 'both') assert.equal(readFileSync(join(home, 'both.mine.txt'), 'utf8'), 'own');
      await editing.close(id, false);
    }
    assert.ok(engine.notices.some(({ kind }) => kind === 'transfer-failed'));
  });

  test('a touched file with the same content is no conflict', async () => {
    const path = put('touched.txt', 'same');
    const { id, local } = await open(path);
    utimesSync(path, 1e9, 1e9);
    writeFileSync(local, 'mine');
    await saved(id);
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    await editing.close(id, false);
  });

  test('a write-protected file, a closed folder: nothing lost, tried again', async () => {
    const path = put('protected.txt', 'old', 0o444);
    const { id, local } = await open(path);
    writeFileSync(local, 'new');
    const state = await until(id, ({ kind }) => kind === 'failed');
    assert.equal(tagOf(state), 'files/permission-denied');
    chmodSync(path, 0o644);
    if (isRoot) {
      chmodSync(home, 0o555);
      await editing.save(id);
      assert.equal(tagOf(entryOf(id).state), 'files/permission-denied');
      chmodSync(home, 0o755);
    }
    await editing.save(id);
    assert.equal(readFileSync(path, 'utf8'), 'new');
    await editing.close(id, false);
  });

  test('a cut link leaves the old content whole, and the next try works', async () => {
    const path = put('long.txt', 'old');
    const { id, local } = await open(path);
    lab.server('gpu1').proxy.cutAfter(400_000);
    writeFileSync(local, 'x'.repeat(3_000_000));
    await until(id, ({ kind }) => kind === 'failed');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    lab.server('gpu1').proxy.cutAfter(undefined);
    await editing.save(id);
    assert.equal(statSync(path).size, 3_000_000);
    assert.deepEqual(
      readdirSync(home).filter((name) => name.includes('.labmate-')),
      [],
    );
    await editing.close(id, false);
  });

  test('a save that a lost link kept back goes out by itself when the server is back', async () => {
    const path = put('later.txt', 'old');
    const { id, local } = await open(path);
    const { proxy } = lab.server('gpu1');
    const notices = engine.notices.length;
    await proxy.refuse(true);
    proxy.cut();
    writeFileSync(local, 'new');
    const state = await until(id, ({ kind }) => kind === 'failed');
    assert.ok(state.kind === 'failed' && state.retrying, tagOf(state));
    assert.equal(readFileSync(path, 'utf8'), 'old');
    await proxy.refuse(false);
    await saved(id);
    assert.equal(readFileSync(path, 'utf8'), 'new');
    const told = engine.notices.slice(notices).filter(({ kind }) => kind === 'transfer-failed');
    assert.equal(told.length, 1);
    await editing.close(id, false);
  });

  test('what arrived although the answer was lost is no conflict', async () => {
    const path = put('arrived.txt', 'old');
    const { id, local } = await open(path);
    writeFileSync(path, 'the same');
    writeFileSync(local, 'the same');
    await saved(id);
    assert.equal(entryOf(id).state.kind, 'open');
    await editing.close(id, false);
  });

  test('group and owner stay where the server allows it, and a card says where not', {
    skip: twoUsersMissing(),
  }, async () => {
    const alice = lab.user('alice');
    const bob = await lab.addUser({ name: 'bob' });
    const shared = await lab.addServer({ name: 'gpu2', user: 'alice' });
    const joined = await run('usermod', ['-aG', bob.login, alice.login]);
    assert.equal(joined.code, 0, joined.stderr);
    const save = async (name: string, uid: number, gid: number, mode: number) => {
      const path = put(name, 'old', mode);
      chownSync(path, uid, gid);
      chmodSync(path, mode);
      const id = await editing.open(shared.name, path, never);
      writeFileSync(engine.opened.at(-1) ?? '', 'new');
      const state = await saved(id);
      assert.equal(readFileSync(path, 'utf8'), 'new');
      await editing.close(id, false);
      const now = statSync(path);
      const notice = state.kind === 'open' ? state.notice : undefined;
      return { owner: [now.uid, now.gid], mode: now.mode & 0o7777, notice };
    };
    assert.deepEqual(await save('group.txt', alice.uid, bob.gid, 0o2660), {
      ...{ owner: [alice.uid, bob.gid], mode: 0o2660, notice: undefined },
    });
    const theirs = await save('theirs.txt', bob.uid, bob.gid, 0o664);
    assert.deepEqual(theirs.owner, [alice.uid, bob.gid]);
    assert.equal(theirs.mode, 0o664);
    assert.equal(theirs.notice?.facts['lost'], 'owner');
    const foreign = await save('foreign.txt', bob.uid, 0, 0o666);
    assert.deepEqual(foreign.owner, [alice.uid, alice.gid]);
    assert.equal(foreign.notice?.tag, 'editing/owner-changed');
    assert.equal(foreign.notice.facts['lost'], 'both');
  });

  test('a full disk fails the save and leaves the old content', {
    skip: smallDiskMissing(),
  }, async () => {
    const disk = await mountSmallDisk(lab, lab.user('alice'), { name: 'tiny', bytes: 1 << 20 });
    const path = join(disk, 'a.txt');
    writeFileSync(path, 'old');
    giveTo(lab.user('alice'), path);
    const { id, local } = await open(path);
    writeFileSync(local, 'y'.repeat(3_000_000));
    const state = await until(id, ({ kind }) => kind === 'failed');
    assert.equal(tagOf(state), 'files/disk-full');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(disk), ['a.txt']);
    await editing.close(id, true);
  });

  test('programs are refused before a byte is fetched', async () => {
    const path = put('setup.exe', 'MZ');
    await rejects(editing.open('gpu1', path, never), 'editing/program');
    assert.deepEqual(editing.list.value, []);
  });

  test('a program that is called a text is fetched, seen and not opened', async () => {
    const opened = engine.opened.length;
    const path = put('results.log', 'MZ\u0090\0\u0003\0');
    await rejects(editing.open('gpu1', path, never), 'editing/program-inside');
    assert.equal(engine.opened.length, opened);
    assert.deepEqual(editing.list.value, []);
  });

  test('a link or folder that is exchanged meanwhile leads no save to another file', async () => {
    const keys = put('keys', 'my keys');
    const path = put('notes.txt', 'notes');
    const { id, local } = await open(path);
    renameSync(path, join(home, 'moved.txt'));
    symlinkSync('keys', path);
    writeFileSync(local, 'my notes');
    const state = await until(id, ({ kind }) => kind === 'conflict');
    assert.equal(tagOf(state), 'editing/elsewhere');
    await rejects(editing.resolve(id, 'mine'), 'editing/elsewhere');
    assert.equal(readFileSync(keys, 'utf8'), 'my keys');
    await editing.resolve(id, 'both');
    assert.equal(readFileSync(join(home, 'notes.mine.txt'), 'utf8'), 'my notes');
    await editing.close(id, false);

    for (const hasOne of [true, false]) {
      mkdirSync(join(home, `shared-${hasOne}`));
      mkdirSync(join(home, `private-${hasOne}`));
      for (const name of [`shared-${hasOne}`, `private-${hasOne}`])
        giveTo(lab.user('alice'), join(home, name));
      const own = join(home, `private-${hasOne}`, 'rc');
      if (hasOne) put(`private-${hasOne}/rc`, 'my start');
      const edit = await open(put(`shared-${hasOne}/rc`, 'theirs'));
      renameSync(join(home, `shared-${hasOne}`), join(home, `away-${hasOne}`));
      symlinkSync(`private-${hasOne}`, join(home, `shared-${hasOne}`));
      writeFileSync(edit.local, 'mine');
      const stopped = await until(edit.id, ({ kind }) => kind === 'conflict');
      assert.equal(tagOf(stopped), hasOne ? 'editing/elsewhere' : 'editing/gone');
      await rejects(editing.resolve(edit.id, 'mine'), 'editing/elsewhere');
      await rejects(editing.resolve(edit.id, 'both'), 'editing/elsewhere');
      assert.equal(existsSync(own) ? readFileSync(own, 'utf8') : '', hasOne ? 'my start' : '');
      assert.deepEqual(readdirSync(join(home, `private-${hasOne}`)), hasOne ? ['rc'] : []);
      await editing.close(edit.id, true);
    }
  });

  test('what was not sent is there at the next start; what was is gone', async () => {
    const path = put('unsent.txt', 'old', 0o444);
    const sent = put('sent.txt', 'old');
    const one = await open(path);
    const two = await open(sent);
    writeFileSync(one.local, 'new');
    await until(one.id, ({ kind }) => kind === 'failed');
    await editing.dispose();
    assert.ok(!existsSync(two.local));
    editing = createEditing({ ...engine, transfers });
    const state = await until(one.id, () => true);
    assert.equal(tagOf(state), 'editing/not-sent');
    assert.equal(editing.list.value.length, 1);
    chmodSync(path, 0o644);
    await editing.save(one.id);
    assert.equal(readFileSync(path, 'utf8'), 'new');
    await editing.close(one.id, false);
  });

  test('a drag gets real copies of files and folders, and refuses too many', async () => {
    const path = put('dragged.txt', 'bytes');
    mkdirSync(join(home, 'folder'));
    put('folder/inside.txt', 'in');
    const [first, second] = await editing.prepareDrag('gpu1', [path, join(home, 'folder')], never);
    const local = await engine.host.redeemGrant(first ?? '');
    const folder = await engine.host.redeemGrant(second ?? '');
    assert.equal(readFileSync(local ?? '', 'utf8'), 'bytes');
    assert.equal(readFileSync(join(folder ?? '', 'inside.txt'), 'utf8'), 'in');
    truncateSync(put('huge.bin', ''), 101 * 1024 * 1024);
    await rejects(
      editing.prepareDrag('gpu1', [join(home, 'huge.bin')], never),
      'editing/drag-too-much',
    );
  });
});
