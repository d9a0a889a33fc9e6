/** What the health script writes, hostile servers included. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHealth } from './parse-health';

test('the rows of a usual server', () => {
  const report = parseHealth(
    [
      'wrote /home/asha',
      'quota Disk quotas for user asha (uid 1001): ',
      'quota      Filesystem  blocks   quota   limit   grace   files   quota   limit   grace',
      'quota /dev/sda1  20480* 10240 30720 1700000000 5 0 0 0',
      'quota nas:/home 1 0 0 0 900* 800 1000 6',
      'clock 1700000000',
      'tool tmux tmux 3.3a',
      'tool rsync rsync  version 3.2.7  protocol version 31',
      'tool jupyter ',
    ].join('\n'),
  );
  assert.deepEqual(report.writing, { kind: 'wrote', folder: '/home/asha' });
  assert.equal(report.clock, 1_700_000_000);
  assert.deepEqual(
    report.quotas.map(({ disk, usedKiB, softKiB, files, softFiles }) => [
      disk,
      usedKiB,
      softKiB,
      files,
      softFiles,
    ]),
    [
      ['/dev/sda1', 20480, 10240, 5, 0],
      ['nas:/home', 1, 0, 900, 800],
    ],
  );
  assert.deepEqual(
    report.tools.map(({ name }) => name),
    ['tmux', 'rsync', 'jupyter'],
  );
});

test('the first word about a folder counts, odd lines are passed over', () => {
  const report = parseHealth(
    'nonsense\nrefused \x1b[31mcannot create\x1b[0m\u202e\nwrote /\nclock now\nclock -4\nclock 99999999999999\nquota a b c',
  );
  assert.deepEqual(report, {
    writing: { kind: 'refused', said: 'cannot create' },
    quotas: [],
    clock: undefined,
    tools: [],
  });
});

test('a server that writes without end is cut', () => {
  const tools = parseHealth(`tool ${'x'.repeat(9000)} y\n`.repeat(5000)).tools;
  assert.ok(tools.length <= 100);
  assert.ok(tools.every(({ name, version }) => name.length <= 41 && version.length <= 61));
  const row = `quota /d${' 1'.repeat(9000)}`;
  assert.deepEqual(parseHealth(`${row}\n`.repeat(400)).quotas, []);
});
