import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Liveness, limitsFor, usualLimits } from './liveness';

/** A link whose time goes only when it is told. */
function watched(limits = usualLimits) {
  let now = 0;
  const told: string[] = [];
  const liveness = new Liveness(
    limits,
    {
      ask: () => told.push(`ask ${now}`),
      silent: (since) => told.push(since === null ? `speaks ${now}` : `silent ${now}`),
      lost: () => told.push(`lost ${now}`),
    },
    () => now,
  );
  const pass = (ms: number, step = limits.tickMs) => {
    for (const end = now + ms; now < end; ) {
      now += step;
      liveness.tick();
    }
  };
  return { liveness, pass, told };
}

test('silence is told within 15 seconds, and ends the link after a minute, not before', () => {
  const { pass, told, liveness } = watched();
  pass(5000);
  assert.deepEqual(told, []);
  pass(10_000);
  assert.deepEqual(told, ['ask 6000', 'ask 12000', 'silent 12000']);
  pass(44_000);
  assert.doesNotMatch(told.join(), /lost/);
  pass(1000);
  assert.equal(told.at(-1), 'lost 60000');
  pass(120_000);
  liveness.doubt();
  assert.equal(told.at(-1), 'lost 60000', 'nothing after the end');
});

test('any sign of life begins anew, and ends a silence that was told', () => {
  const { pass, told, liveness } = watched();
  pass(50_000);
  liveness.heard();
  assert.equal(told.at(-1), 'speaks 50000');
  pass(50_000);
  assert.ok(!told.some((what) => what.startsWith('lost')));
  liveness.heard();
  liveness.heard();
  assert.equal(told.filter((what) => what.startsWith('speaks')).length, 2);
  liveness.stop();
});

test('a night’s sleep is no silence: it is asked at once and judged from then', () => {
  const { pass, told, liveness } = watched();
  pass(4000);
  pass(8 * 3_600_000, 8 * 3_600_000);
  const woke = 4000 + 8 * 3_600_000;
  assert.deepEqual(told, [`ask ${woke}`]);
  pass(20_000);
  assert.ok(told.includes(`silent ${woke + 8000}`), told.join());
  liveness.stop();
});

test('the config’s own limits', () => {
  assert.equal(limitsFor(0, 3), usualLimits);
  assert.deepEqual(
    [
      limitsFor(30, 4).lostMs,
      limitsFor(30, 4).askMs,
      limitsFor(2, 0).lostMs,
      limitsFor(2, 3).askMs,
    ],
    [120_000, usualLimits.askMs, 2000, 2000],
  );
});
