/**
 * The command palette: every command and server by name. A combobox over a list, so that screen
 * readers say what is chosen. For tests: dialog `Commands`, combobox `Search commands and servers`,
 * options by their title.
 */
import { Modal } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { Search } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Command, useAllCommands } from '../kit/commands';
import { visibleLine } from '../kit/safe-text';
import { KeyCaps } from './KeyCaps';
import classes from './palette.module.css';
import { findCommands, type PaletteGroup } from './rank';
import { closePalette, noteUsed, usePalette } from './store';
import { takeAhead } from './typed-ahead';

const [store, spotlight] = createSpotlight();

export default function Palette() {
  const opened = usePalette(({ open }) => open === 'palette');
  const [query, setQuery] = useState('');
  const before = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!opened) {
      spotlight.close();
      return;
    }
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setQuery('');
    spotlight.open();
  }, [opened]);

  // The focus goes back at once, so that a command that moves it has the last word.
  const leave = () => {
    closePalette();
    if (before.current?.isConnected) before.current.focus();
  };
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      returnFocus={false}
      centered={false}
      yOffset="12vh"
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={() => usePalette.getState().open === 'palette' && leave()}
      transitionProps={{ duration: 80 }}
      scrollable
      maxHeight="min(60vh, 460px)"
    >
      <Modal.Title className={classes['srOnly']}>Commands</Modal.Title>
      <Chooser
        query={query}
        onQuery={setQuery}
        onChoose={(command) => {
          if (command.disabled !== undefined) return;
          leave();
          noteUsed(command.id);
          command.run();
        }}
      />
    </Spotlight.Root>
  );
}

interface ChooserProps {
  query: string;
  onQuery(words: string): void;
  onChoose(command: Command): void;
}

function Chooser({ query, onQuery, onChoose }: ChooserProps) {
  const commands = useAllCommands();
  const recent = usePalette((state) => state.recent);
  const groups = useMemo(
    () =>
      findCommands(
        [...commands.values()].filter(({ id }) => id !== 'palette.open'),
        query,
        recent,
      ),
    [commands, query, recent],
  );
  const found = useMemo(() => groups.flatMap((group) => group.commands), [groups]);
  const [at, setAt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words, another first choice
  useEffect(() => setAt(0), [query]);
  const chosen = found[Math.min(at, found.length - 1)];
  const base = useId();
  const idOf = (command: Command) => `${base}-${command.id}`;
  useEffect(() => {
    if (chosen)
      document.getElementById(`${base}-${chosen.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [base, chosen]);

  /** Words whose first choice is to be run: Enter was pressed before this list was there. */
  const [meant, setMeant] = useState<string>();
  const onFocus = () => {
    const { text, enter } = takeAhead();
    if (text !== '') onQuery(text);
    if (enter && text !== '') setMeant(text);
  };
  useEffect(() => {
    if (meant === undefined || meant !== query) return;
    setMeant(undefined);
    if (chosen) onChoose(chosen);
  });

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = steps[event.key];
    if (step !== undefined && found.length > 0)
      setAt((old) => (Math.min(old, found.length - 1) + step + found.length) % found.length);
    else if (event.key === 'Enter' && chosen) onChoose(chosen);
  };
  return (
    <>
      <Spotlight.Search
        placeholder="Search commands and servers"
        aria-label="Search commands and servers"
        leftSection={<Search size={18} aria-hidden />}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${base}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen && idOf(chosen)}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      />
      <Spotlight.ActionsList>
        <div id={`${base}-list`} role="listbox" aria-label="Commands" tabIndex={-1}>
          {groups.map((group) => (
            <Group key={group.name} {...{ group, chosen, idOf, onChoose }} />
          ))}
        </div>
        {found.length === 0 && <Spotlight.Empty>Nothing is called like this.</Spotlight.Empty>}
      </Spotlight.ActionsList>
      <p className={classes['srOnly']} role="status">
        {found.length === 1 ? '1 command' : `${found.length} commands`}
      </p>
    </>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

interface GroupProps {
  group: PaletteGroup<Command>;
  chosen: Command | undefined;
  idOf(command: Command): string;
  onChoose(command: Command): void;
}

function Group({ group, chosen, idOf, onChoose }: GroupProps) {
  const name = visibleLine(group.name);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
    <div role="group" aria-label={name} className={classes['group']}>
      <div className={classes['groupName']} aria-hidden>
        {name}
      </div>
      {group.commands.map((command) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keys
        <div
          key={command.id}
          id={idOf(command)}
          role="option"
          tabIndex={-1}
          aria-selected={command === chosen}
          aria-disabled={command.disabled !== undefined}
          className={classes['option']}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <span className={classes['title']}>
            {visibleLine(command.title)}
            {command.disabled !== undefined && (
              <span className={classes['why']}> {visibleLine(command.disabled)}</span>
            )}
          </span>
          {command.group !== group.name && (
            <span className={classes['of']}>{visibleLine(command.group)}</span>
          )}
          {command.keys !== undefined && <KeyCaps keys={command.keys} />}
        </div>
      ))}
    </div>
  );
}
