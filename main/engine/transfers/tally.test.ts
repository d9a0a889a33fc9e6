import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../kit/outcome';
import { faultsListed, type Progress, Tally } from './tally';

test('a burst of changes is one report, and the last state is always told', () => {
  const reports: Progress[] = [];
  const waiting: { run: () => void; ms: number }[] = [];
  const tally = new Tally(
    (progress) => reports.push(progress),
    (run, ms) => {
      const one = { run, ms };
      waiting.push(one);
      return () => void waiting.splice(waiting.indexOf(one), 1);
    },
  );
  tally.bytesTotal = 10_000;
  for (let i = 0; i < 5000; i += 1) tally.moved(1);
  assert.equal(waiting.length, 1);
  waiting[0]?.run();
  assert.equal(reports.length, 1);
  assert.equal(reports[0]?.bytesDone, 5000);
  for (let i = 0; i < 5000; i += 1) tally.moved(1);
  assert.ok((waiting[0]?.ms ?? 0) > 50, 'the next report waits its tenth of a second');
  tally.flush();
  assert.equal(reports.at(-1)?.bytesDone, 10_000);
  assert.deepEqual(waiting, [], 'nothing more is told when nothing changes');
});

test('what was there before counts as done, and not for the speed', async () => {
  const tally = new Tally(() => {});
  tally.bytesTotal = 2000;
  tally.kept(1500);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const { bytesDone, bytesPerSecond, secondsLeft } = tally.progress();
  assert.deepEqual([bytesDone, bytesPerSecond, secondsLeft], [1500, 0, null]);
  tally.flush();
});

test('all faults are counted, the first hundred listed, a note replaced by its key', () => {
  const tally = new Tally(() => {});
  for (let i = 0; i < 250; i += 1) tally.fault(`${i}`, problem('transfers/x', 'x'));
  tally.note('special', 'one');
  tally.note('special', 'two');
  tally.begin('a');
  tally.begin('b');
  tally.end('a');
  const { faults, faultCount, notes, current } = tally.progress();
  assert.equal(faults.length, faultsListed);
  assert.equal(faultCount, 250);
  assert.deepEqual(notes, ['two']);
  assert.equal(current, 'b');
  tally.flush();
});
