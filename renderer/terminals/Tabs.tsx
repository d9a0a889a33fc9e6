/** The tabs of a server's terminals: show, rename (double click), close (also by the middle button). */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Bell, Plus, SquareTerminal, X } from 'lucide-react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { askToClose, renameTerminal, showTerminal, useTerminalsUi } from './store';
import classes from './terminals.module.css';
import { endMark, tabLabel } from './words';

interface TabsProps {
  server: string;
  entries: readonly TerminalEntry[];
  shown: TerminalEntry | undefined;
  onAdd: () => void;
}

export function Tabs({ server, entries, shown, onAdd }: TabsProps) {
  return (
    <div className={classes['bar']}>
      <ul className={classes['tabs']} aria-label="Terminals">
        {entries.map((entry, at) => (
          <Tab
            key={entry.id}
            server={server}
            entry={entry}
            usual={tabLabel(at)}
            selected={entry.id === shown?.id}
          />
        ))}
      </ul>
      <Tooltip label="New terminal">
        <ActionIcon size="sm" aria-label="New terminal" onClick={onAdd}>
          <Plus size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

interface TabProps {
  server: string;
  entry: TerminalEntry;
  usual: string;
  selected: boolean;
}

function Tab({ server, entry, usual, selected }: TabProps) {
  const { id, state } = entry;
  const name = useTerminalsUi(({ names }) => names[id]) ?? usual;
  const renaming = useTerminalsUi((ui) => ui.renaming === id);
  return (
    <li className={classes['tab']} data-selected={selected}>
      {renaming ? (
        <NameField id={id} name={name} />
      ) : (
        <TabButton server={server} entry={entry} name={name} selected={selected} />
      )}
      <ActionIcon
        size="xs"
        aria-label={`Close ${name}`}
        onClick={() => askToClose(entry)}
        data-ended={state.kind !== 'open'}
      >
        <X size={13} />
      </ActionIcon>
    </li>
  );
}

interface TabButtonProps {
  server: string;
  entry: TerminalEntry;
  name: string;
  selected: boolean;
}

function TabButton({ server, entry, name, selected }: TabButtonProps) {
  const { id, state } = entry;
  const title = useTerminalsUi(({ titles }) => titles[id]) ?? '';
  const rang = useTerminalsUi((ui) => ui.rang.has(id)) && !selected;
  const mark = endMark(state);
  const more = [title, mark, rang ? 'rang' : ''].filter(Boolean).join(', ');
  return (
    <Tooltip label={title} disabled={title === ''}>
      <button
        type="button"
        className={classes['tabButton']}
        aria-label={name}
        aria-description={more === '' ? undefined : more}
        aria-current={selected ? 'true' : undefined}
        data-shown-terminal={selected}
        onClick={() => showTerminal(server, id)}
        onDoubleClick={() => useTerminalsUi.setState({ renaming: id })}
        onAuxClick={(event) => event.button === 1 && askToClose(entry)}
      >
        {rang ? <Bell size={14} aria-hidden /> : <SquareTerminal size={14} aria-hidden />}
        <bdi>{name}</bdi>
        {title !== '' && mark === null && (
          <bdi className={classes['title']} data-testid="shell-title">
            {title}
          </bdi>
        )}
        {mark !== null && <span className={classes['ended']}>{mark}</span>}
        {rang && <span className={classes['ended']}>rang</span>}
      </button>
    </Tooltip>
  );
}

function NameField({ id, name }: { id: string; name: string }) {
  return (
    <input
      className={classes['nameField']}
      aria-label={`New name of ${name}`}
      defaultValue={name}
      maxLength={60}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => renameTerminal(id, event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') useTerminalsUi.setState({ renaming: null });
      }}
    />
  );
}
