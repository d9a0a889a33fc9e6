import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings } from '../../preload/contract/settings';
import { terminalThemes } from '../shell/tokens';
import { fontSizeBy, optionsOf, usualSettings } from './appearance';

const usual = defaultSettings.terminal;

test('settings become options; the own font comes first and ours stays behind it', () => {
  const options = optionsOf({ ...usual, fontFamily: ' "Fira Code" ', fontSize: 17 }, false);
  assert.match(options.fontFamily ?? '', /^"Fira Code", .*monospace$/);
  assert.equal(options.fontSize, 17);
  assert.equal(options.scrollback, 100_000);
  assert.equal(options.cursorBlink, true);
  assert.match(optionsOf(usual, false).fontFamily ?? '', /^[^,]/);
});

test('what holds before main has told is what a fresh installation has', () => {
  assert.deepEqual(usualSettings, usual);
});

test('every theme that the settings know has its colours', () => {
  for (const theme of Object.keys(terminalThemes) as (keyof typeof terminalThemes)[])
    assert.equal(
      optionsOf({ ...usual, theme }, false).theme?.background,
      terminalThemes[theme].background,
    );
});

test('nothing blinks for those who want no movement', () => {
  assert.equal(optionsOf(usual, true).cursorBlink, false);
});

test('the font grows and shrinks within what the settings allow', () => {
  assert.equal(fontSizeBy(13, 1), 14);
  assert.equal(fontSizeBy(8, -1), 8);
  assert.equal(fontSizeBy(32, 1), 32);
});
