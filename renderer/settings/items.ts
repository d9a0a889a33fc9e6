/** Every setting that a person can change: how it is called, what it does, how it is chosen. Pure. */
import type { Settings, SettingsGroup } from '../../preload/contract/settings';

export type Control =
  | { kind: 'switch' }
  | { kind: 'choice'; choices: readonly { value: string; label: string }[] }
  | { kind: 'number'; min: number; max: number; step: number; unit: string }
  | { kind: 'text'; placeholder: string };

export interface SettingItem {
  group: SettingsGroup;
  key: string;
  label: string;
  description: string;
  /** Other words by which it is found. */
  keywords: string;
  control: Control;
}

export interface SettingSection {
  group: SettingsGroup;
  title: string;
  items: readonly SettingItem[];
}

/** Describes one setting; the key is checked against the contract. */
function item<G extends SettingsGroup>(
  group: G,
  key: keyof Settings[G] & string,
  label: string,
  description: string,
  control: Control,
  keywords = '',
): SettingItem {
  return { group, key, label, description, control, keywords };
}

const onOff: Control = { kind: 'switch' };
const choice = (...choices: [value: string, label: string][]): Control => ({
  kind: 'choice',
  choices: choices.map(([value, label]) => ({ value, label })),
});
const number = (min: number, max: number, step: number, unit: string): Control => ({
  ...{ kind: 'number', min, max, step, unit },
});

export const sections: readonly SettingSection[] = [
  {
    group: 'appearance',
    title: 'Appearance',
    items: [
      item(
        ...(['appearance', 'colorScheme', 'Colours'] as const),
        'Dark, light, or as the system has it.',
        choice(['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']),
        'theme dark mode scheme night',
      ),
      item(
        ...(['appearance', 'zoomPercent', 'Size of everything'] as const),
        'Ctrl or Cmd with plus, minus and 0 changes it too.',
        number(50, 300, 10, '%'),
        'zoom scale bigger smaller large text',
      ),
      item(
        ...(['appearance', 'motion', 'Movement'] as const),
        'Without movement nothing slides, fades or spins.',
        choice(['system', 'As the system'], ['reduced', 'Without movement']),
        'animation reduced motion transition',
      ),
    ],
  },
  {
    group: 'terminal',
    title: 'Terminal',
    items: [
      item(
        ...(['terminal', 'theme', 'Theme'] as const),
        'The colours of the terminal alone.',
        choice(
          ['labmate', 'Labmate'],
          ['solarized-dark', 'Solarized dark'],
          ['solarized-light', 'Solarized light'],
          ['high-contrast', 'High contrast'],
          ['light', 'Light'],
        ),
        'colours palette solarized contrast',
      ),
      item(
        ...(['terminal', 'fontFamily', 'Font'] as const),
        'A monospaced font of this computer; empty for Labmate’s choice.',
        { kind: 'text', placeholder: 'Cascadia Mono' },
        'typeface family monospace',
      ),
      item(
        ...(['terminal', 'fontSize', 'Font size'] as const),
        'In pixels, before the size of everything.',
        number(8, 32, 1, 'px'),
        'text bigger smaller',
      ),
      item(
        ...(['terminal', 'lineHeight', 'Line height'] as const),
        'As a multiple of the font size.',
        number(1, 2, 0.1, ''),
        'spacing',
      ),
      item(
        ...(['terminal', 'scrollbackLines', 'Lines to keep'] as const),
        'How far you can scroll back. More lines need more memory.',
        number(0, 1_000_000, 10_000, 'lines'),
        'scrollback history buffer',
      ),
      item(
        ...(['terminal', 'renderer', 'Drawing'] as const),
        'WebGL is fast where there is a real graphics card. A change holds for new terminals.',
        choice(['auto', 'By itself'], ['webgl', 'WebGL'], ['dom', 'Without WebGL']),
        'gpu renderer webgl speed',
      ),
      item(
        ...(['terminal', 'cursorBlink', 'Blinking cursor'] as const),
        'The cursor blinks while the terminal has the focus.',
        onOff,
      ),
      item(
        ...(['terminal', 'confirmClose', 'Ask before closing a shell'] as const),
        'Closing the tab of a running shell asks first.',
        onOff,
        'confirm tab end',
      ),
      item(
        ...(['terminal', 'screenReader', 'Screen reader'] as const),
        'Lets a screen reader read what a terminal prints. Costs speed with much output.',
        onOff,
        'accessibility blind voice',
      ),
    ],
  },
  {
    group: 'files',
    title: 'Files',
    items: [
      item(
        ...(['files', 'showHidden', 'Hidden files'] as const),
        'Show names that begin with a dot.',
        onOff,
        'dotfiles',
      ),
    ],
  },
  {
    group: 'overview',
    title: 'Lab overview',
    items: [
      item(
        ...(['overview', 'sort', 'Order of the servers'] as const),
        'What stands first on the overview of your lab.',
        choice(
          ['own', 'Your own order'],
          ['free-gpus', 'Most free GPUs'],
          ['free-memory', 'Most free GPU memory'],
          ['name', 'By name'],
        ),
        'sort arrange',
      ),
      item(
        ...(['overview', 'onlyFree', 'Only what is free'] as const),
        'Hide servers on which no GPU is free.',
        onOff,
        'filter gpu',
      ),
      item(
        ...(['overview', 'minFreeGiB', 'Memory left'] as const),
        'Hide servers on which no GPU has this much memory left; 0 shows all.',
        number(0, 1024, 1, 'GiB'),
        'filter gpu free memory',
      ),
    ],
  },
  {
    group: 'connections',
    title: 'Connections',
    items: [
      item(
        ...(['connections', 'connectByItself', 'Connect by itself'] as const),
        'To servers that you have used before, when nothing has to be asked.',
        onOff,
        'automatic start autoconnect',
      ),
    ],
  },
  {
    group: 'window',
    title: 'Window',
    items: [
      item(
        ...(['window', 'onClose', 'When the window is closed'] as const),
        'In the tray, transfers and tunnels go on.',
        choice(['ask', 'Ask'], ['quit', 'Quit Labmate'], ['tray', 'Keep it in the tray']),
        'quit exit tray background',
      ),
      item(
        ...(['window', 'restore', 'Begin where you left off'] as const),
        'Show the server and tabs again that were shown at the end.',
        onOff,
        'restore session start tabs',
      ),
    ],
  },
  {
    group: 'notifications',
    title: 'Notifications',
    items: [
      item(
        ...(['notifications', 'transfer-finished', 'A transfer has finished'] as const),
        'The system tells you while you look elsewhere.',
        onOff,
        'notices upload download',
      ),
      item(
        ...(['notifications', 'transfer-failed', 'A transfer has failed'] as const),
        'The system tells you while you look elsewhere.',
        onOff,
        'notices upload download error',
      ),
      item(
        ...(['notifications', 'connection-lost', 'A connection was lost'] as const),
        'The system tells you while you look elsewhere.',
        onOff,
        'notices disconnected server',
      ),
      item(
        ...(['notifications', 'question-waiting', 'A question is waiting'] as const),
        'For example for a password, while you look elsewhere.',
        onOff,
        'notices password host key sign in',
      ),
    ],
  },
];
