import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings } from '../../preload/contract/settings';
import { sections } from './items';
import { passageFits, searchSettings } from './words';

const found = (search: string) =>
  searchSettings(sections, search).flatMap(({ group, items }) =>
    items.map(({ key }) => `${group}.${key}`),
  );

test('every setting of the contract is on the page, and nothing else', () => {
  const known = Object.entries(defaultSettings).flatMap(([group, values]) =>
    Object.keys(values).map((key) => `${group}.${key}`),
  );
  assert.deepEqual(found('').sort(), known.sort());
});

test('settings are found by any of their words, in any order', () => {
  assert.deepEqual(found('dark mode'), ['appearance.colorScheme']);
  assert.deepEqual(found('SIZE pixels'), ['terminal.fontSize']);
  assert.deepEqual(found('solarized'), ['terminal.theme']);
  assert.deepEqual(found('notices upload').length, 2);
  assert.equal(found('Notifications').length, 4);
  assert.deepEqual(found('zzz'), []);
});

test('passages without settings are searched as well', () => {
  assert.ok(passageFits('Privacy: no telemetry', 'telemetry'));
  assert.ok(!passageFits('Privacy: no telemetry', 'licence'));
});
