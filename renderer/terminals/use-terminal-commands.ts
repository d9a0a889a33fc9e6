/** What one can do in a server's terminals, as commands of the window (keys in terminals: keys.ts). */
import { useMemo } from 'react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { changeSettings, useSettings } from '../connect/settings';
import { copyText } from '../kit/clipboard';
import { type Command, useCommands } from '../kit/commands';
import { say, sayProblem } from '../kit/toast';
import { fontSizeBy, fontSizes } from './appearance';
import { type Direction, otherSide, type Tabs, type TerminalTab } from './arrangement';
import {
  askToClose,
  openSearch,
  reopenTerminal,
  sessionOf,
  showTerminal,
  useTerminalsUi,
} from './store';
import { moveTabBy, turnSplit } from './tabs-store';
import { tabLabel } from './words';

interface Shown {
  server: string;
  tabs: Tabs;
  entries: readonly TerminalEntry[];
  /** The tab that is shown. */
  shown: TerminalTab | undefined;
  connected: boolean;
  add: () => void;
  /** Starts a shell beside the one of a tab. */
  split: (key: string, direction: Direction) => void;
}

async function setFontSize(sizeOf: (now: number) => number): Promise<void> {
  const now = useSettings.getState().snapshot?.terminal.fontSize ?? fontSizes.usual;
  const fontSize = sizeOf(now);
  const outcome = await changeSettings({ terminal: { fontSize } });
  if (!outcome.ok) sayProblem(outcome.problem);
}

const make = (
  name: string,
  title: string,
  run: () => void,
  more: Partial<Command> = {},
): Command => ({ id: `terminal.${name}`, title, group: 'Terminal', run, ...more });

function fontCommands(): Command[] {
  return [
    make(
      'font-bigger',
      'Bigger letters in terminals',
      () => void setFontSize((n) => fontSizeBy(n, 1)),
      { keywords: ['font', 'text', 'size'] },
    ),
    make(
      'font-smaller',
      'Smaller letters in terminals',
      () => void setFontSize((n) => fontSizeBy(n, -1)),
      { keywords: ['font', 'text', 'size'] },
    ),
    make(
      'font-reset',
      'Usual size of letters in terminals',
      () => void setFontSize(() => fontSizes.usual),
      { keywords: ['font', 'text', 'size'] },
    ),
  ];
}

function commandsOn(entry: TerminalEntry, { key, sides }: TerminalTab): Command[] {
  const { id } = entry;
  const { terminal } = sessionOf(id);
  const close = sides.length > 1 ? 'Close this side of the terminal' : 'Close this terminal';
  const anew = make(
    'anew',
    'Start a new shell in this terminal',
    () => void reopenTerminal(entry),
    {
      keywords: ['reconnect'],
    },
  );
  return [
    ...(entry.state.kind === 'open' ? [] : [anew]),
    make('close', close, () => askToClose([id]), { keys: 'mod+shift+W' }),
    make('search', 'Search in this terminal', () => openSearch(id), {
      keys: 'mod+shift+F',
      keywords: ['find', 'scrollback'],
    }),
    make('rename', 'Rename this terminal', () => useTerminalsUi.setState({ renaming: key })),
    make('clear', 'Clear this terminal', () => terminal.clear()),
    make('select-all', 'Select all in this terminal', () => terminal.selectAll()),
    make('copy-all', 'Copy everything that this terminal has kept', () => {
      if (copyText(sessionOf(id).allText())) say('Copied.');
    }),
    make('focus', 'Type in the terminal (Ctrl+Shift+Tab leaves it)', () => terminal.focus(), {
      keywords: ['leave', 'keyboard', 'focus'],
    }),
    make('to-end', 'Scroll to the end of this terminal', () => terminal.scrollToBottom()),
  ];
}

/** What splits the shown tab, or changes its split. */
function splitCommands({ server, connected, split }: Shown, tab: TerminalTab): Command[] {
  const other = otherSide(tab);
  if (other === undefined) {
    if (!connected) return [];
    const keywords = ['pane', 'side', 'beside'];
    return [
      make('split-right', 'Split this terminal right', () => split(tab.key, 'right'), {
        keys: 'mod+shift+D',
        keywords,
      }),
      make('split-down', 'Split this terminal down', () => split(tab.key, 'down'), {
        keys: 'mod+shift+E',
        keywords,
      }),
    ];
  }
  const turn = (direction: Direction) => () => turnSplit(server, tab.key, direction);
  return [
    make('split-right', 'Show both sides beside each other', turn('right'), {
      keys: 'mod+shift+D',
      keywords: ['split', 'pane', 'vertical'],
    }),
    make('split-down', 'Show one side above the other', turn('down'), {
      keys: 'mod+shift+E',
      keywords: ['split', 'pane', 'horizontal'],
    }),
    make('other-side', 'Type in the other side', () => showTerminal(server, other), {
      keys: 'mod+shift+O',
      keywords: ['pane', 'focus', 'switch'],
    }),
    make('close-both', 'Close both sides of this terminal', () => askToClose(tab.sides), {
      keywords: ['split', 'pane'],
    }),
  ];
}

/** What goes from tab to tab, and moves them. */
function tabCommands({ server, tabs }: Shown, tab: TerminalTab): Command[] {
  if (tabs.length < 2) return [];
  const turn = (by: number) => () => {
    const at = tabs.findIndex(({ key }) => key === tab.key);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next) showTerminal(server, next.focused);
  };
  const move = (by: -1 | 1) => () => {
    const place = moveTabBy(server, tab.key, by);
    useTerminalsUi.setState({ moved: `${tabLabel(tab)} is tab ${place} of ${tabs.length}.` });
  };
  return [
    make('next', 'Next terminal', turn(1), { keys: 'ctrl+Tab' }),
    make('previous', 'Previous terminal', turn(-1)),
    make('move-left', 'Move tab left', move(-1), { keys: 'mod+shift+PageUp' }),
    make('move-right', 'Move tab right', move(1), { keys: 'mod+shift+PageDown' }),
  ];
}

export function useTerminalCommands(now: Shown): void {
  const { server, tabs, entries, shown, connected, add, split } = now;
  const commands = useMemo(() => {
    const all: Command[] = fontCommands();
    all.push(
      make('new', 'New terminal', add, {
        keys: 'mod+shift+T',
        ...(!connected && { disabled: `Connect to ${server} first.` }),
      }),
    );
    const entry = entries.find(({ id }) => id === shown?.focused);
    if (!shown || !entry) return all;
    const seen = { server, tabs, entries, shown, connected, add, split };
    all.push(...tabCommands(seen, shown), ...splitCommands(seen, shown));
    return [...all, ...commandsOn(entry, shown)];
  }, [server, tabs, entries, shown, connected, add, split]);
  useCommands(commands);
}
