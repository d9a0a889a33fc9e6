/** Transfers that meet full disks, closed folders, cut links and impatient people. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { isRoot, type Lab, startLab } from '../../../e2e/lab/index';
import { compareTrees, listTree } from '../../../e2e/lab/nasty-tree';
import { makeReadOnlyFolder, mountSmallDisk, smallDiskMissing } from '../../../e2e/lab/small-disk';
import { problemOf } from '../kit/outcome';
import { createTransfers, type Transfers } from './index';

const never = new AbortController().signal;
const smallDisk = { skip: smallDiskMissing() };

function temps(dir: string): string[] {
  return listTree(dir).filter((path) => path.includes('.labmate-'));
}

describe('transfers that are harmed', { timeout: 300_000 }, () => {
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
    for (let i = 0; i < 300; i += 1) {
      mkdirSync(join(local, 'tree', `${i % 7}`), { recursive: true });
      writeFileSync(join(local, 'tree', `${i % 7}`, `f${i}`), `${i} `.repeat((i * 37) % 5000));
    }
    for (let i = 0; i < 3; i += 1) {
      writeFileSync(join(local, 'tree', `big${i}`), Buffer.alloc(6_000_000, i + 1));
    }
  });
  beforeEach(() => lab.server('gpu1').proxy.cutAfter(undefined));
  after(async () => {
    await transfers?.dispose();
    await engine?.stop();
    await lab?.stop();
    if (local) rmSync(local, { recursive: true, force: true });
  });

  const push = (sources: string[], destination: string, signal = never) =>
    transfers.push({ server: 'gpu1', sources, destination, signal });
  const pull = (sources: string[], destination: string, signal = never) =>
    transfers.pull({ server: 'gpu1', sources, destination, signal });
  const rejects = (work: Promise<unknown>, ...tags: string[]) =>
    assert.rejects(work, (error) => {
      assert.ok(tags.includes(problemOf(error)?.tag ?? ''), String(error));
      return true;
    });
  /** Ends when a transfer of the queue has ended; returns how. */
  const ended = (id: string) =>
    new Promise<string>((resolve) => {
      const stop = transfers.list.follow((entries) => {
        const kind = entries.find((entry) => entry.id === id)?.state.kind;
        if (kind !== 'done' && kind !== 'failed' && kind !== 'cancelled') return;
        queueMicrotask(() => stop());
        resolve(kind);
      });
    });
  const entryOf = (id: string) => {
    const entry = transfers.list.value.find((one) => one.id === id);
    assert.ok(entry);
    return entry;
  };

  test('too little space or inodes is said before a byte moves', smallDisk, async () => {
    const bytes = await mountSmallDisk(lab, lab.user('alice'), { name: 'tiny', bytes: 1 << 20 });
    await rejects(push([join(local, 'tree')], '~/tiny'), 'transfers/no-space');
    assert.deepEqual(readdirSync(bytes), []);
    const inodes = { name: 'few', bytes: 64 << 20, inodes: 50 };
    const few = await mountSmallDisk(lab, lab.user('alice'), inodes);
    await rejects(push([join(local, 'tree')], '~/few'), 'transfers/no-inodes');
    assert.deepEqual(readdirSync(few), []);
    // The same disks as this computer's: a download into them.
    await push([`${local}/tree/`], '~/for-small');
    await rejects(pull(['~/for-small'], bytes), 'transfers/no-space');
    await rejects(pull(['~/for-small'], few), 'transfers/no-inodes');
    assert.deepEqual([...readdirSync(bytes), ...readdirSync(few)], []);
  });

  test(
    'a disk that fills up meanwhile ends the transfer and leaves no temp',
    smallDisk,
    async () => {
      const place = await mountSmallDisk(lab, lab.user('alice'), {
        name: 'filling',
        bytes: 24 << 20,
      });
      // The first ends it among the big files, the second among the small ones.
      let size = 10 << 20;
      const fill = () => writeFileSync(join(place, 'somebody else'), Buffer.alloc(size));
      let filled = false;
      const onProgress = ({ phase }: { phase: string }) => {
        if (phase === 'running' && !filled) fill();
        filled ||= phase === 'running';
      };
      const request = { server: 'gpu1', sources: [join(local, 'tree')], signal: never, onProgress };
      await rejects(transfers.push({ ...request, destination: '~/filling' }), 'files/disk-full');
      assert.deepEqual(temps(place), []);
      halfWritten(join(local, 'tree'), join(place, 'tree'));
      rmSync(join(place, 'somebody else'));
      rmSync(join(place, 'tree'), { recursive: true });

      filled = false;
      size = 22 << 20;
      await rejects(transfers.push({ ...request, destination: '~/filling' }), 'files/disk-full');
      assert.deepEqual(temps(place), []);
      halfWritten(join(local, 'tree'), join(place, 'tree'));
      rmSync(join(place, 'somebody else'));
      const again = await push([join(local, 'tree')], '~/filling');
      assert.deepEqual(again.faults, []);
      assert.deepEqual(compareTrees(join(local, 'tree'), join(place, 'tree')), []);

      rmSync(join(place, 'tree'), { recursive: true });
      filled = false;
      size = 10 << 20;
      const down = { ...request, sources: ['~/for-small'], destination: place };
      await rejects(transfers.pull(down), 'transfers/local-disk-full');
      assert.deepEqual(temps(place), []);
    },
  );

  test('dismissing an upload that was cut removes what it left on the server', async () => {
    lab.server('gpu1').proxy.cutAfter(2_000_000);
    const grants = [engine.grant(join(local, 'tree', 'big0'))];
    const id = await transfers.upload({ server: 'gpu1', grants, destination: '~' });
    assert.equal(await ended(id), 'failed');
    lab.server('gpu1').proxy.cutAfter(undefined);
    const left = () => readdirSync(home).filter((name) => name.includes('.labmate-'));
    assert.equal(left().length, 1);
    assert.equal(engine.notices.at(-1)?.kind, 'transfer-failed');
    await engine.connections.link('gpu1', never);
    transfers.dismiss(id);
    while (left().length > 0) await new Promise((done) => setTimeout(done, 20));
  });

  test('no permission on the server: named for each path, and the rest arrives', async () => {
    makeReadOnlyFolder(lab.user('alice'), 'ro');
    if (isRoot) {
      await rejects(push([join(local, 'tree')], '~/ro/new'), 'files/permission-denied');
      const report = await push([join(local, 'tree/big0'), join(local, 'tree/1')], '~/ro');
      const tags = new Set(report.faults.map(({ problem }) => problem.tag));
      assert.deepEqual([...tags], ['files/permission-denied']);
    }
    await lab
      .user('alice')
      .run('sh', [
        '-ec',
        'mkdir -p sec/closed && echo a > sec/a && echo b > sec/b && echo c > sec/closed/c && chmod 000 sec/b sec/closed',
      ]);
    const down = await pull(['~/sec'], local);
    assert.deepEqual(down.faults.map(({ path, problem }) => [path, problem.tag]).sort(), [
      ['sec/b', 'files/permission-denied'],
      ['sec/closed', 'files/permission-denied'],
    ]);
    assert.equal(existsSync(join(local, 'sec/a')), true);
    await lab.user('alice').run('chmod', ['-R', 'u+rwX', 'sec']);
  });

  test('local files that may not be read are listed and the rest is sent', {
    skip: isRoot ? false : 'needs root to become another user',
  }, async () => {
    const tree = join(local, 'partly');
    mkdirSync(join(tree, 'closed'), { recursive: true });
    writeFileSync(join(tree, 'open'), 'open');
    writeFileSync(join(tree, 'secret'), 'secret');
    chmodSync(local, 0o755);
    for (const name of ['secret', 'closed']) chmodSync(join(tree, name), 0o000);
    await push([join(tree, 'open')], '~/partly/');
    // This process reads as the lab user does, not as root.
    process.seteuid?.(lab.user('alice').uid);
    try {
      const report = await push([tree], '~/partly');
      assert.deepEqual(report.faults.map(({ path, problem }) => [path, problem.tag]).sort(), [
        ['partly/closed', 'transfers/local-permission-denied'],
        ['partly/secret', 'transfers/local-permission-denied'],
      ]);
    } finally {
      process.seteuid?.(0);
    }
    assert.equal(existsSync(join(home, 'partly/partly/open')), true);
    assert.equal(existsSync(join(home, 'partly/partly/secret')), false);
  });

  test('cut at random places: nothing half-written, and a retry makes it whole', async () => {
    const { proxy } = lab.server('gpu1');
    for (const direction of ['up', 'down'] as const) {
      if (direction === 'down') await push([`${local}/tree/`], '~/cut-source');
      const target = direction === 'up' ? join(home, 'cut') : join(local, 'cut');
      mkdirSync(target, { recursive: true });
      if (direction === 'up') chmodSync(target, 0o777);
      const go = () =>
        direction === 'up'
          ? push([`${local}/tree/`], '~/cut/x')
          : pull(['~/cut-source/'], `${target}/x`);
      for (let round = 0; round < 5; round += 1) {
        await engine.connections.disconnect('gpu1');
        proxy.cutAfter(20_000 + Math.floor(Math.random() * 8_000_000));
        const outcome = await go().then(() => undefined, problemOf);
        if (outcome) assert.match(outcome.tag, /^(transfers\/link-lost|connections\/.*)$/);
        halfWritten(join(local, 'tree'), join(target, 'x'));
        proxy.cutAfter(undefined);
      }
      await engine.connections.disconnect('gpu1');
      await go();
      assert.deepEqual(temps(target), []);
      assert.deepEqual(compareTrees(join(local, 'tree'), join(target, 'x')), []);
    }
  });

  /** Every file under its final name has its full size. */
  function halfWritten(expected: string, actual: string): void {
    if (!existsSync(actual)) return;
    for (const path of listTree(actual)) {
      if (path.includes('.labmate-')) continue;
      const [want, is] = [statSync(join(expected, path)), statSync(join(actual, path))];
      if (want.isFile()) assert.equal(is.size, want.size, path);
    }
  }

  test('the server is killed under an upload of the queue; the retry sends what is missing', async () => {
    const { proxy } = lab.server('gpu1');
    await lab.user('alice').run('mkdir', ['killed']);
    const grants = [engine.grant(join(local, 'tree'))];
    const id = await transfers.upload({ server: 'gpu1', grants, destination: '~/killed' });
    const stop = transfers.list.follow(() => {
      if (entryOf(id).filesDone >= 100) proxy.killServers();
    });
    assert.equal(await ended(id), 'failed');
    stop();
    const { state } = entryOf(id);
    assert.equal(state.kind === 'failed' && state.problem.tag, 'transfers/link-lost');
    const arrived = listTree(join(home, 'killed')).length;
    assert.ok(arrived > 100 && arrived < 310, `${arrived} arrived`);
    transfers.retry(id);
    assert.equal(await ended(id), 'done');
    assert.deepEqual(compareTrees(join(local, 'tree'), join(home, 'killed/tree')), []);
    const entry = entryOf(id);
    assert.equal(entry.filesDone, entry.filesTotal);
    assert.equal(entry.bytesDone, entry.bytesTotal);
    transfers.dismiss(id);
    assert.equal(transfers.list.value.length, 0);
  });

  test('cancel before, during and after: no temp on either side', async () => {
    const already = new AbortController();
    already.abort();
    await rejects(push([join(local, 'tree')], '~/c0', already.signal), 'kit/cancelled');
    assert.equal(existsSync(join(home, 'c0')), false);
    for (const direction of ['upload', 'download'] as const) {
      const target = direction === 'upload' ? join(home, 'c1') : join(local, 'c1');
      await (direction === 'upload' ? lab.user('alice').run('mkdir', ['c1']) : mkdirSync(target));
      const start = () =>
        direction === 'upload'
          ? transfers.upload({
              ...{ server: 'gpu1', grants: [engine.grant(join(local, 'tree'))] },
              destination: '~/c1',
            })
          : transfers.download({
              ...{ server: 'gpu1', paths: ['~/cut/x'], grant: engine.grant(target) },
            });
      const id = await start();
      const waiting = await start();
      assert.equal(entryOf(waiting).state.kind, 'queued', 'one at a time');
      transfers.cancel(waiting);
      assert.equal(entryOf(waiting).state.kind, 'cancelled');
      const stop = transfers.list.follow(() => {
        if (entryOf(id).bytesDone > 1_000_000) transfers.cancel(id);
      });
      assert.equal(await ended(id), 'cancelled');
      stop();
      assert.deepEqual(temps(target), []);
      halfWritten(join(local, 'tree'), join(target, direction === 'upload' ? 'tree' : 'x'));
      transfers.cancel(id);
      assert.equal(entryOf(id).state.kind, 'cancelled');
      transfers.retry(id);
      assert.equal(await ended(id), 'done');
      transfers.cancel(id);
      assert.equal(entryOf(id).state.kind, 'done');
      for (const one of [id, waiting]) transfers.dismiss(one);
    }
  });

  test('cancelling a transfer whose server fell silent ends soon', async () => {
    const { proxy } = lab.server('gpu1');
    const controller = new AbortController();
    const onProgress = ({ bytesDone }: { bytesDone: number }) => {
      if (bytesDone === 0) return;
      proxy.stall();
      controller.abort();
    };
    const { signal } = controller;
    const sources = [join(local, 'tree')];
    await rejects(
      transfers.push({ server: 'gpu1', sources, destination: '~/silent', signal, onProgress }),
      'kit/cancelled',
    );
    proxy.resume();
    await engine.connections.disconnect('gpu1');
    assert.deepEqual((await push(sources, '~/silent')).faults, []);
    assert.deepEqual(temps(join(home, 'silent')), []);
  });

  test('a file that grows while it is read is told and not kept half', async () => {
    const file = join(local, 'growing.log');
    writeFileSync(file, Buffer.alloc(3_000_000));
    const request = { server: 'gpu1', sources: [file], destination: '~', signal: never };
    const timer = setInterval(() => appendFileSync(file, Buffer.alloc(1000)), 1);
    const growing = await transfers.push(request).finally(() => clearInterval(timer));
    assert.deepEqual(
      growing.faults.map(({ problem }) => problem.tag),
      ['transfers/changing'],
    );
    assert.equal(existsSync(join(home, 'growing.log')), false);
    assert.deepEqual(temps(home), []);
    assert.deepEqual((await transfers.push(request)).faults, []);
    assert.equal(statSync(join(home, 'growing.log')).size, statSync(file).size);
  });

  test('a grant counts once, and unknown transfers are refused', async () => {
    const grant = engine.grant(join(local, 'tree/big0'));
    const request = { server: 'gpu1', grants: [grant], destination: '~' };
    const id = await transfers.upload(request);
    assert.equal(await ended(id), 'done');
    await rejects(transfers.upload(request), 'transfers/grant-unknown');
    assert.throws(
      () => transfers.retry(id),
      (error) => problemOf(error)?.tag === 'transfers/not-ended',
    );
    assert.throws(
      () => transfers.cancel('x'),
      (error) => problemOf(error)?.tag === 'transfers/unknown',
    );
    transfers.dismiss(id);
  });
});
