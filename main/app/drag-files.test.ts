import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { problemOf } from '../engine/kit/outcome';
import { filesToDrag } from './drag-files';
import { Grants } from './grants';

let folder: string;
let one: string;
let two: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'labmate-drag-'));
  [one, two] = [join(folder, 'one.txt'), join(folder, 'two.txt')];
  for (const path of [one, two]) writeFileSync(path, '');
});
after(() => rmSync(folder, { recursive: true, force: true }));

const drag = (grants: Grants, ids: readonly string[]) =>
  filesToDrag(ids, (grant) => grants.redeem(grant));
const refused = (work: Promise<unknown>) =>
  assert.rejects(work, (error) => {
    assert.equal(problemOf(error)?.tag, 'shell/nothing-to-drag', String(error));
    return true;
  });

test('grants become their files in order, and each counts once', async () => {
  const grants = new Grants();
  const ids = [grants.make(two), grants.make(one)];
  assert.deepEqual(await drag(grants, ids), [two, one]);
  await refused(drag(grants, ids));
});

test('a path is no grant, nor is one that is made up, old or for a file that is gone', async () => {
  let now = 0;
  const grants = new Grants(() => now);
  await refused(drag(grants, []));
  await refused(drag(grants, [one]));
  await refused(drag(grants, [grants.make(one), randomUUID()]));
  await refused(drag(grants, [grants.make(one), grants.make(join(folder, 'gone'))]));
  const old = grants.make(one);
  now = 11 * 60_000;
  await refused(drag(grants, [old]));
});
