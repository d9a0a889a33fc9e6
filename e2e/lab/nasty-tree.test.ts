/** The judge of copies must see every kind of difference, or transfer tests mean nothing. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  lutimesSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compareTrees, listTree, makeNastyTree, nastyNames } from './nasty-tree';

const dir = mkdtempSync(join(tmpdir(), 'labmate-nasty-'));
after(() => {
  execFileSync('chmod', ['-R', 'u+w', dir]);
  rmSync(dir, { recursive: true });
});

test('a nasty tree equals its copy, and each difference is named', () => {
  const [from, to] = [join(dir, 'from'), join(dir, 'to')];
  makeNastyTree(from);
  assert.ok(nastyNames.every((name) => listTree(from).includes(`names/${name}`)));
  execFileSync('cp', ['-a', from, to]);
  assert.deepEqual(compareTrees(from, to, { linkTimes: true }), []);

  chmodSync(join(to, 'modes/600'), 0o604);
  appendFileSync(join(to, 'sizes/1'), 'x');
  writeFileSync(join(to, 'sizes/32768'), Buffer.alloc(32_768));
  rmSync(join(to, 'names/-rf'));
  rmSync(join(to, 'links/dangling'));
  symlinkSync('no/such/other', join(to, 'links/dangling'));
  rmSync(join(to, 'links/to file'));
  writeFileSync(join(to, 'links/to file'), 'followed');
  writeFileSync(join(to, 'empty/surprise'), '');
  utimesSync(join(to, 'times'), 5, 5);
  lutimesSync(join(to, 'links/to parent'), 5, 5);
  const said = compareTrees(from, to, { linkTimes: true }).join('\n');
  for (const expected of [
    '"modes/600": mode 604 instead of 600',
    '"sizes/1": 2 bytes instead of 1',
    '"sizes/32768": other bytes',
    'missing: "names/-rf"',
    '"links/dangling": target "no/such/other" instead of "no/such/thing"',
    '"links/to file": another kind of file',
    'extra: "empty/surprise"',
    '"times": modified at 5 instead of 1500000000',
    '"links/to parent": modified at 5 instead of 1550000000',
  ]) {
    assert.ok(said.includes(expected), `${expected} is not in\n${said}`);
  }
  const lenient = compareTrees(from, to, { times: false, modes: false }).join('\n');
  assert.doesNotMatch(lenient, /modified at|mode 604/);
});
