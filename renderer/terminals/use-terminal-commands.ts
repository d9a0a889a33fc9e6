/** What one can do in a server's terminals, as commands of the window (keys in terminals: keys.ts). */
import { useMemo } from 'react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { changeSettings, useSettings } from '../connect/settings';
import { copyText } from '../kit/clipboard';
import { type Command, useCommands } from '../kit/commands';
import { say, sayProblem } from '../kit/toast';
import { fontSizeBy, fontSizes } from './appearance';
import { askToClose, openSearch, sessionOf, showTerminal, useTerminalsUi } from './store';

interface Shown {
  server: string;
  entries: readonly TerminalEntry[];
  shown: TerminalEntry | undefined;
  connected: boolean;
  add: () => void;
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
    ),
    make(
      'font-smaller',
      'Smaller letters in terminals',
      () => void setFontSize((n) => fontSizeBy(n, -1)),
    ),
    make(
      'font-reset',
      'Usual size of letters in terminals',
      () => void setFontSize(() => fontSizes.usual),
    ),
  ];
}

function commandsOn(entry: TerminalEntry): Command[] {
  const { id } = entry;
  const { terminal } = sessionOf(id);
  return [
    make('close', 'Close this terminal', () => askToClose(entry), { keys: 'mod+shift+W' }),
    make('search', 'Search in this terminal', () => openSearch(id), {
      keys: 'mod+shift+F',
      keywords: ['find', 'scrollback'],
    }),
    make('rename', 'Rename this terminal', () => useTerminalsUi.setState({ renaming: id })),
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

export function useTerminalCommands({ server, entries, shown, connected, add }: Shown): void {
  const commands = useMemo(() => {
    const all: Command[] = fontCommands();
    if (connected) all.push(make('new', 'New terminal', add, { keys: 'mod+shift+T' }));
    if (!shown) return all;
    const turn = (by: number) => () => {
      const at = entries.findIndex(({ id }) => id === shown.id);
      const next = entries[(at + by + entries.length) % entries.length];
      if (next) showTerminal(server, next.id);
    };
    if (entries.length > 1)
      all.push(
        make('next', 'Next terminal', turn(1), { keys: 'ctrl+Tab' }),
        make('previous', 'Previous terminal', turn(-1)),
      );
    return [...all, ...commandsOn(shown)];
  }, [server, entries, shown, connected, add]);
  useCommands(commands);
}
