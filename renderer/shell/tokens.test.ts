import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personColors, type Scheme, terminalColors, terminalThemes, tokens } from './tokens';

/** Relative luminance, WCAG 2.2 section 1.4.3. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['bg', 'surface', 'raised', 'sunken', 'hover'] as const;
const texts = ['text', 'muted', 'faint', 'accent', 'ok', 'warn', 'danger', 'busy'] as const;

for (const scheme of ['dark', 'light'] satisfies Scheme[]) {
  const set = tokens[scheme];
  test(`${scheme}: every text colour is readable (AA) on every surface`, () => {
    for (const text of texts)
      for (const surface of surfaces) {
        const ratio = contrast(set[text], set[surface]);
        assert.ok(ratio >= 4.5, `${text} on ${surface}: ${ratio.toFixed(2)}`);
      }
  });
  test(`${scheme}: words on soft and filled grounds are readable (AA)`, () => {
    for (const name of ['ok', 'warn', 'danger', 'busy', 'accent'] as const) {
      for (const text of [set[name], set.text, set.muted]) {
        const ratio = contrast(text, set[`${name}-soft`]);
        assert.ok(ratio >= 4.5, `${text} on ${name}-soft: ${ratio.toFixed(2)}`);
      }
    }
    for (const text of [set.text, set.muted])
      assert.ok(contrast(text, set['held-soft']) >= 4.5, `${text} on held-soft`);
    for (const fill of [set['accent-fill'], set['danger-fill']])
      assert.ok(contrast(set['on-accent'], fill) >= 4.5, `white on ${fill}`);
  });
}

test('initials in white are readable on every person colour', () => {
  for (const color of personColors) assert.ok(contrast('#ffffff', color) >= 4.5, color);
});

test('the terminal keeps its text readable', () => {
  assert.ok(contrast(terminalColors.foreground, terminalColors.background) >= 7);
});

for (const [name, colors] of Object.entries(terminalThemes)) {
  test(`terminal theme ${name}: text, cursor, selection and hits can be told apart`, () => {
    const least = name === 'high-contrast' ? 15 : 4.5;
    assert.ok(contrast(colors.foreground, colors.background) >= least, 'text');
    assert.ok(contrast(colors.foreground, colors.selectionBackground) >= 4.5, 'selected text');
    assert.ok(contrast(colors.cursor, colors.background) >= 3, 'cursor');
    for (const ground of [colors.match, colors.activeMatch])
      assert.ok(contrast(colors.matchText, ground) >= 4.5, `hit on ${ground}`);
    assert.ok(contrast(colors.match, colors.activeMatch) >= 1.2, 'the chosen hit');
  });
}
