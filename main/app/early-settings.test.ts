import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlySettingsOf } from './early-settings';
import { settingsOf } from './settings';

const texts = [
  '{}',
  '{"window":{"restore":false},"appearance":{"zoomPercent":150}}',
  '{"window":{"restore":"no"},"appearance":{"zoomPercent":"big"}}',
  '{"window":null,"appearance":{"zoomPercent":1.5}}',
];

test('what is read early is what the schema says', () => {
  for (const text of texts) {
    const { window, appearance } = settingsOf(JSON.parse(text));
    const { restore } = window;
    const { zoomPercent } = appearance;
    assert.deepEqual(earlySettingsOf(text), { restore, zoomPercent }, text);
  }
});

test('no text makes it fail, and no zoom makes the window unusable', () => {
  for (const text of ['', 'null', '[]', '7', '{"window":7,"appearance":[]}', '{'])
    assert.deepEqual(earlySettingsOf(text), { restore: true, zoomPercent: 100 }, text);
  assert.equal(earlySettingsOf('{"appearance":{"zoomPercent":100000}}').zoomPercent, 300);
  assert.equal(earlySettingsOf('{"appearance":{"zoomPercent":-5}}').zoomPercent, 50);
});
