/** Many cuts at random moments, both ways: the retry always ends byte for byte, with nothing left. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Lab, startLab } from '../../../e2e/lab';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { compareTrees, listTree } from '../../../e2e/lab/nasty-tree';
import { problemOf } from '../kit/outcome';
import { createTransfers, type Transfers } from './index';

const roundsEachWay = 40;
/** The tree is about 5 MB: most cuts fall in the middle of it. */
const lastCutByte = 5_500_000;
const never = new AbortController().signal;

describe('transfers under many cuts', () => {
  let lab: Lab;
  let engine: LabEngine;
  let transfers: Transfers;
  let local: string;

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1', user: 'alice' }] });
    engine = labEngine(lab);
    transfers = createTransfers(engine);
    local = mkdtempSync(join(tmpdir(), 'labmate-cuts-'));
    for (let n = 0; n < 60; n += 1) {
      mkdirSync(join(local, 'tree', `${n % 5}`), { recursive: true });
      writeFileSync(join(local, 'tree', `${n % 5}`, `f${n}`), `${n} `.repeat(n * 500));
    }
    writeFileSync(join(local, 'tree/big'), Buffer.alloc(3_000_000, 7));
  });
  after(async () => {
    await transfers?.dispose();
    await engine?.stop();
    await lab?.stop();
    if (local) rmSync(local, { recursive: true, force: true });
  });

  const rounds = async (target: string, go: () => Promise<unknown>) => {
    const { proxy } = lab.server('gpu1');
    let cuts = 0;
    for (let round = 0; round < roundsEachWay; round += 1) {
      rmSync(target, { recursive: true, force: true });
      await engine.connections.disconnect('gpu1');
      const at = Math.floor(Math.random() * lastCutByte);
      proxy.cutAfter(at);
      const failure = await go().then(
        () => undefined,
        (error: unknown) => problemOf(error) ?? error,
      );
      if (failure) {
        cuts += 1;
        const tag = (failure as { tag?: string }).tag ?? String(failure);
        assert.match(tag, /^(transfers\/link-lost|connections\/.*)$/, `cut at byte ${at}`);
      }
      proxy.cutAfter(undefined);
      await engine.connections.disconnect('gpu1');
      await go();
      assert.deepEqual(compareTrees(join(local, 'tree'), target), [], `cut at byte ${at}`);
      assert.ok(listTree(target).every((path) => !path.includes('.labmate-')));
    }
    assert.ok(cuts > roundsEachWay / 2, `only ${cuts} cuts fell into a transfer`);
  };

  test(`${roundsEachWay} cuts of an upload`, async () => {
    await rounds(join(lab.server('gpu1').home, 'up'), () =>
      transfers.push({
        server: 'gpu1',
        sources: [join(local, 'tree/')],
        destination: '~/up',
        signal: never,
      }),
    );
  });

  test(`${roundsEachWay} cuts of a download`, async () => {
    const source = join(local, 'tree/');
    await transfers.push({
      server: 'gpu1',
      sources: [source],
      destination: '~/source',
      signal: never,
    });
    await rounds(join(local, 'down'), () =>
      transfers.pull({
        server: 'gpu1',
        sources: ['~/source/'],
        destination: join(local, 'down'),
        signal: never,
      }),
    );
  });
});
