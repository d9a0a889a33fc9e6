/**
 * The design tokens: the one file where colours are written. Styles use them as `--lm-<name>`
 * variables, the terminal and the charts as values. Text tokens keep AA contrast (4.5:1) on every
 * surface token of their scheme; tokens.test.ts checks it.
 */

export type Scheme = 'light' | 'dark';

const dark = {
  bg: '#0e1117',
  surface: '#151a22',
  raised: '#1b212b',
  sunken: '#0a0d12',
  hover: '#202733',
  border: '#272e3a',
  'border-strong': '#465164',
  text: '#e7eaf0',
  muted: '#a9b3c3',
  faint: '#8b96a8',
  accent: '#8fa8ff',
  'accent-fill': '#4361d8',
  'accent-soft': '#1d2747',
  'on-accent': '#ffffff',
  ok: '#56cc93',
  'ok-soft': '#12291f',
  warn: '#e8b95b',
  'warn-soft': '#2c2413',
  danger: '#ff8a8c',
  'danger-fill': '#c5353b',
  'danger-soft': '#331a1e',
  'danger-line': '#7a383d',
  busy: '#a58bff',
  'busy-soft': '#231d3a',
  'held-soft': '#262e3b',
  'shadow-raised': '0 1px 2px rgb(0 0 0 / 0.4), 0 8px 24px rgb(0 0 0 / 0.28)',
  scrim: 'rgb(5 7 10 / 0.66)',
} as const;

type Tokens = Record<keyof typeof dark, string>;

const light: Tokens = {
  bg: '#f3f5f9',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#eaeef4',
  hover: '#eef1f7',
  border: '#dde2eb',
  'border-strong': '#a9b4c5',
  text: '#18202e',
  muted: '#4d586b',
  faint: '#5d687b',
  accent: '#3350c4',
  'accent-fill': '#3a57cc',
  'accent-soft': '#e5eafc',
  'on-accent': '#ffffff',
  ok: '#166b45',
  'ok-soft': '#e0f4ea',
  warn: '#7a5000',
  'warn-soft': '#fcf1d8',
  danger: '#b3242c',
  'danger-fill': '#c22f36',
  'danger-soft': '#fdeaea',
  'danger-line': '#e9b4b6',
  busy: '#5a3fc0',
  'busy-soft': '#ede8fc',
  'held-soft': '#e4e8ef',
  'shadow-raised': '0 1px 2px rgb(24 32 46 / 0.08), 0 8px 24px rgb(24 32 46 / 0.1)',
  scrim: 'rgb(24 32 46 / 0.4)',
};

export const tokens: Record<Scheme, Tokens> = { dark, light };

/** Backgrounds of a person's initials with white text on them, the same in both schemes. */
export const personColors = [
  '#3f5fc4',
  '#8247b8',
  '#b03a73',
  '#b04a2f',
  '#7a6114',
  '#35752f',
  '#14737a',
  '#4d6075',
] as const;

/** The terminal is dark in both schemes unless the person chooses: programs count on a dark ground. */
export const terminalColors = {
  background: '#0b0e13',
  foreground: '#dfe4ec',
  cursor: '#8fa8ff',
  cursorAccent: '#0b0e13',
  selectionBackground: '#35477f',
  black: '#1b212b',
  red: '#f2777a',
  green: '#56cc93',
  yellow: '#e8b95b',
  blue: '#7f9cff',
  magenta: '#c08bff',
  cyan: '#5cc7d6',
  white: '#c9d0db',
  brightBlack: '#6c788b',
  brightRed: '#ff9a9c',
  brightGreen: '#7fe0b0',
  brightYellow: '#f7d48a',
  brightBlue: '#a5baff',
  brightMagenta: '#d6b1ff',
  brightCyan: '#8be0ec',
  brightWhite: '#f4f6fa',
  /** Grounds of what a search found, and the text on them. */
  match: '#e8b95b',
  activeMatch: '#ffdf9e',
  matchText: '#0b0e13',
} as const;

export type TerminalColors = Record<keyof typeof terminalColors, string>;

/** Ethan Schoonover's sixteen colours, in the order of the terminal's (ethanschoonover.com/solarized). */
const solarized = {
  black: '#073642',
  red: '#dc322f',
  green: '#859900',
  yellow: '#b58900',
  blue: '#268bd2',
  magenta: '#d33682',
  cyan: '#2aa198',
  white: '#eee8d5',
  brightBlack: '#586e75',
  brightRed: '#cb4b16',
  brightGreen: '#657b83',
  brightYellow: '#b58900',
  brightBlue: '#839496',
  brightMagenta: '#6c71c4',
  brightCyan: '#93a1a1',
  brightWhite: '#fdf6e3',
  match: '#b58900',
  activeMatch: '#f0c75e',
  matchText: '#00141a',
} as const;

const lightTerminal: TerminalColors = {
  background: '#ffffff',
  foreground: '#18202e',
  cursor: '#3350c4',
  cursorAccent: '#ffffff',
  selectionBackground: '#c9d5fb',
  black: '#18202e',
  red: '#b3242c',
  green: '#166b45',
  yellow: '#7a5000',
  blue: '#3350c4',
  magenta: '#7a3fb0',
  cyan: '#0f6a75',
  white: '#5d687b',
  brightBlack: '#4d586b',
  brightRed: '#c22f36',
  brightGreen: '#1b7a50',
  brightYellow: '#8a5c00',
  brightBlue: '#3a57cc',
  brightMagenta: '#8a48c4',
  brightCyan: '#117783',
  brightWhite: '#18202e',
  match: '#f4d488',
  activeMatch: '#f0a93c',
  matchText: '#18202e',
};

const highContrast: TerminalColors = {
  background: '#000000',
  foreground: '#ffffff',
  cursor: '#ffff00',
  cursorAccent: '#000000',
  selectionBackground: '#1f4fbf',
  black: '#000000',
  red: '#ff8080',
  green: '#5cff8a',
  yellow: '#ffff5c',
  blue: '#9db8ff',
  magenta: '#ff9dff',
  cyan: '#5cffff',
  white: '#ffffff',
  brightBlack: '#bdbdbd',
  brightRed: '#ffb3b3',
  brightGreen: '#a6ffc0',
  brightYellow: '#ffffa6',
  brightBlue: '#c7d6ff',
  brightMagenta: '#ffc7ff',
  brightCyan: '#a6ffff',
  brightWhite: '#ffffff',
  match: '#ffff00',
  activeMatch: '#00e5ff',
  matchText: '#000000',
};

/** The themes that the settings offer, by name. */
export const terminalThemes = {
  labmate: terminalColors,
  'solarized-dark': {
    ...solarized,
    background: '#002b36',
    foreground: '#a3b1b1',
    cursor: '#93a1a1',
    cursorAccent: '#002b36',
    selectionBackground: '#0a4150',
  },
  'solarized-light': {
    ...solarized,
    background: '#fdf6e3',
    foreground: '#4f656c',
    cursor: '#586e75',
    cursorAccent: '#fdf6e3',
    selectionBackground: '#eae4d0',
  },
  'high-contrast': highContrast,
  light: lightTerminal,
} satisfies Record<string, TerminalColors>;

/** Mantine's own shades, lightest first. */
export const accentShades = [
  '#eef1fe',
  '#dbe2fd',
  '#b7c5fb',
  '#8fa8ff',
  '#6f8cf4',
  '#5675ea',
  '#4361d8',
  '#3a57cc',
  '#3350c4',
  '#26398f',
] as const;
export const darkShades = [
  '#e7eaf0',
  '#c9d0db',
  '#a9b3c3',
  '#77839a',
  '#313a48',
  '#272e3a',
  '#1b212b',
  '#151a22',
  '#0e1117',
  '#0a0d12',
] as const;

export const fonts = {
  text: '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Inter, "Noto Sans", "DejaVu Sans", sans-serif',
  mono: '"Cascadia Mono", "JetBrains Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;
