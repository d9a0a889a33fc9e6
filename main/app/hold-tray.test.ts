/** The tray's icon: one, made late, and a desktop without a tray is no crash. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogEntry, logTo } from '../engine/kit/log';
import { holdTray, trayItems } from './hold-tray';

test('the icon is made when it is first needed, and once', () => {
  let made = 0;
  const tray = holdTray(
    () => {
      made += 1;
      return {};
    },
    logTo(() => {}),
  );
  assert.equal(made, 0, 'a start makes none');
  assert.ok(tray.ensure());
  assert.ok(tray.ensure());
  assert.equal(made, 1);
});

test('without a tray it says so, writes why, and tries again later', () => {
  const entries: LogEntry[] = [];
  let works = false;
  const tray = holdTray(
    () => {
      if (!works) throw new Error('no StatusNotifierHost');
      return {};
    },
    logTo((entry) => entries.push(entry)),
  );
  assert.equal(tray.ensure(), false);
  assert.equal(entries[0]?.level, 'warn');
  assert.match(String(entries[0]?.data?.['error']), /StatusNotifierHost/);
  works = true;
  assert.equal(tray.ensure(), true, 'a desktop may start its tray after us');
});

test('the menu shows and quits, with a line between', () => {
  const done: string[] = [];
  const items = trayItems({ show: () => done.push('show'), quit: () => done.push('quit') });
  for (const item of items) 'click' in item ? item.click() : done.push(item.type);
  assert.deepEqual(done, ['show', 'separator', 'quit']);
});
