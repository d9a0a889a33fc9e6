/** The settings of terminals as xterm's options. Pure. */
import type { ITerminalOptions } from '@xterm/xterm';
import type { Settings } from '../../preload/contract/settings';
import { fonts, type TerminalColors, terminalThemes } from '../shell/tokens';

export type TerminalSettings = Settings['terminal'];

/** Until main has told the settings, a moment after the start. */
export const usualSettings: TerminalSettings = {
  fontFamily: '',
  fontSize: 13,
  lineHeight: 1.2,
  theme: 'labmate',
  scrollbackLines: 100_000,
  renderer: 'auto',
  cursorBlink: true,
  confirmClose: true,
  screenReader: false,
};

/** The sizes that the settings allow, in CSS pixels. */
export const fontSizes = { least: 8, most: 32, usual: 13 };

/** The next size of the font, within the bounds. */
export function fontSizeBy(size: number, by: -1 | 1): number {
  return Math.min(fontSizes.most, Math.max(fontSizes.least, size + by));
}

export function colorsOf({ theme }: TerminalSettings): TerminalColors {
  return terminalThemes[theme];
}

/** `still`: the person wants no movement, whatever the settings say of the cursor. */
export function optionsOf(settings: TerminalSettings, still: boolean): ITerminalOptions {
  const { match, activeMatch, matchText, ...theme } = colorsOf(settings);
  const family = settings.fontFamily.trim();
  return {
    theme,
    // Letters that the person's font lacks come from ours.
    fontFamily: family === '' ? fonts.mono : `${family}, ${fonts.mono}`,
    fontSize: settings.fontSize,
    lineHeight: settings.lineHeight,
    scrollback: settings.scrollbackLines,
    cursorBlink: settings.cursorBlink && !still,
    screenReaderMode: settings.screenReader,
  };
}
