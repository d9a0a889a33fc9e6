/** What closing the window means, and that nothing keeps it open for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTo } from '../engine/kit/log';
import { type CloseSetting, closeStep, createClosingDesk } from './closing';

const facts = {
  quitting: false,
  windowsMayLeave: false,
  setting: 'ask' as CloseSetting,
  trayThere: true,
  pageListens: true,
};

test('the setting decides, and asks only where somebody can ask', () => {
  assert.equal(closeStep(facts), 'ask');
  assert.equal(closeStep({ ...facts, setting: 'quit' }), 'quit');
  assert.equal(closeStep({ ...facts, setting: 'tray' }), 'hide');
  assert.equal(closeStep({ ...facts, pageListens: false }), 'quit');
});

test('without a tray the window is never hidden', () => {
  assert.equal(closeStep({ ...facts, setting: 'tray', trayThere: false }), 'ask');
  const nobody = { ...facts, setting: 'tray' as const, trayThere: false, pageListens: false };
  assert.equal(closeStep(nobody), 'quit');
});

test('the end of the app and macOS ask nothing', () => {
  for (const setting of ['ask', 'quit', 'tray'] as const) {
    assert.equal(closeStep({ ...facts, setting, quitting: true }), 'let-go');
    assert.equal(closeStep({ ...facts, setting, windowsMayLeave: true }), 'let-go');
  }
});

function rig(pageLives: () => Promise<unknown>) {
  const done: string[] = [];
  let tellQuit = () => {};
  const whenQuit = new Promise<void>((resolve) => {
    tellQuit = resolve;
  });
  const desk = createClosingDesk({
    setting: () => 'ask',
    windowsMayLeave: false,
    trayThere: () => true,
    pageListens: () => true,
    ask: () => done.push('ask'),
    pageLives,
    hide: () => done.push('hide'),
    quit() {
      done.push('quit');
      tellQuit();
    },
    log: logTo(() => {}),
    limitMs: 20,
  });
  return { desk, done, whenQuit };
}

test('a page that lives has all the time its person wants', async () => {
  const { desk, done } = rig(async () => {});
  assert.equal(desk.wish(), true);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(done, ['ask']);
});

test('a page that hangs or is gone does not keep the window open', async () => {
  for (const lives of [() => new Promise(() => {}), () => Promise.reject(new Error('gone'))]) {
    const { desk, done, whenQuit } = rig(lives);
    desk.wish();
    await whenQuit;
    assert.deepEqual(done, ['ask', 'quit']);
  }
});

test('once the app ends, the window closes', () => {
  const { desk, done } = rig(async () => {});
  desk.quitting();
  assert.equal(desk.wish(), false);
  assert.deepEqual(done, []);
});
