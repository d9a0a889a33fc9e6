/** What other parts of the window use of the palette. */
export { PaletteHost } from './Host';
export { keysWords } from './keys';
export { openKeys, openPalette } from './store';
export { isMac, useCommandKeys } from './use-command-keys';
