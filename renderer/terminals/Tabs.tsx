/**
 * The tabs of a server's terminals: show, rename (double click), move (drag; by keys as a command),
 * close (also by the middle button).
 */
import { closestCenter, DndContext, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { horizontalListSortingStrategy, SortableContext, useSortable } from '@dnd-kit/sortable';
import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { Bell, Columns2, Plus, Rows2, SquareTerminal, X } from 'lucide-react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import type { Tabs as TabList, TerminalTab } from './arrangement';
import { nameLimit } from './kept-tabs';
import { SplitMenu } from './SplitMenu';
import { askToClose, showTerminal, useTerminalsUi } from './store';
import { dropTab, renameTab } from './tabs-store';
import classes from './terminals.module.css';
import { endMark, tabLabel } from './words';

interface TabsProps {
  server: string;
  tabs: TabList;
  entries: readonly TerminalEntry[];
  shown: TerminalTab | undefined;
  connected: boolean;
  onAdd: () => void;
}

/** A press that moves less is a click, in CSS pixels. */
const clickSlack = 6;

export function Tabs({ server, tabs, entries, shown, connected, onAdd }: TabsProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: clickSlack } }),
  );
  const moved = useTerminalsUi((ui) => ui.moved);
  return (
    <div className={classes['bar']}>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={{ announcements: silent }}
        onDragEnd={({ active, over }) => {
          if (over) dropTab(server, String(active.id), String(over.id));
        }}
      >
        <SortableContext
          items={tabs.map(({ key }) => key)}
          strategy={horizontalListSortingStrategy}
        >
          <ul className={classes['tabs']} aria-label="Terminals">
            {tabs.map((tab) => (
              <Tab
                key={tab.key}
                server={server}
                tab={tab}
                entries={entries.filter(({ id }) => tab.sides.includes(id))}
                selected={tab.key === shown?.key}
              />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <Tooltip label="New terminal">
        <ActionIcon size="sm" aria-label="New terminal" onClick={onAdd}>
          <Plus size={16} />
        </ActionIcon>
      </Tooltip>
      {shown && <SplitMenu tab={shown} connected={connected} />}
      <VisuallyHidden role="status">{moved}</VisuallyHidden>
    </div>
  );
}

/** Only the mouse drags here: who hears the window moves tabs by command, which says so itself. */
const silent = {
  onDragStart: () => undefined,
  onDragOver: () => undefined,
  onDragEnd: () => undefined,
  onDragCancel: () => undefined,
};

interface TabProps {
  server: string;
  tab: TerminalTab;
  /** Its terminals. */
  entries: readonly TerminalEntry[];
  selected: boolean;
}

function Tab({ server, tab, entries, selected }: TabProps) {
  const renaming = useTerminalsUi((ui) => ui.renaming === tab.key);
  const drag = useSortable({ id: tab.key, disabled: renaming });
  const { transform, transition } = drag;
  return (
    <li
      ref={drag.setNodeRef}
      className={classes['tab']}
      data-selected={selected}
      data-lifted={drag.isDragging}
      style={{ transform: transform ? `translateX(${transform.x}px)` : undefined, transition }}
      onPointerDown={(event) => drag.listeners?.['onPointerDown']?.(event)}
    >
      {renaming ? (
        <NameField server={server} tab={tab} />
      ) : (
        <TabButton server={server} tab={tab} entries={entries} selected={selected} />
      )}
      <ActionIcon
        size="xs"
        aria-label={`Close ${tabLabel(tab)}`}
        onClick={() => askToClose(tab.sides)}
        data-ended={entries.every(({ state }) => state.kind !== 'open')}
      >
        <X size={13} />
      </ActionIcon>
    </li>
  );
}

function TabButton({ server, tab, entries, selected }: TabProps) {
  const name = tabLabel(tab);
  const title = useTerminalsUi(({ titles }) => titles[tab.focused]) ?? '';
  const rang = useTerminalsUi((ui) => tab.sides.some((id) => ui.rang.has(id))) && !selected;
  const mark = entries.map(({ state }) => endMark(state)).find((each) => each !== null) ?? null;
  const split = splitWords(tab);
  const more = [title, split, mark, rang ? 'rang' : ''].filter(Boolean).join(', ');
  return (
    <Tooltip label={title} disabled={title === ''}>
      <button
        type="button"
        className={classes['tabButton']}
        aria-label={name}
        aria-description={more === '' ? undefined : more}
        aria-current={selected ? 'true' : undefined}
        data-shown-terminal={selected}
        onClick={() => showTerminal(server, tab.focused)}
        onDoubleClick={() => useTerminalsUi.setState({ renaming: tab.key })}
        onAuxClick={(event) => event.button === 1 && askToClose(tab.sides)}
      >
        <TabIcon tab={tab} rang={rang} />
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

function splitWords({ sides, direction }: TerminalTab): string {
  if (sides.length < 2) return '';
  return direction === 'right' ? 'two sides' : 'two sides, one above the other';
}

function TabIcon({ tab, rang }: { tab: TerminalTab; rang: boolean }) {
  if (rang) return <Bell size={14} aria-hidden />;
  if (tab.sides.length < 2) return <SquareTerminal size={14} aria-hidden />;
  return tab.direction === 'right' ? (
    <Columns2 size={14} aria-hidden />
  ) : (
    <Rows2 size={14} aria-hidden />
  );
}

function NameField({ server, tab }: { server: string; tab: TerminalTab }) {
  const name = tabLabel(tab);
  return (
    <input
      className={classes['nameField']}
      aria-label={`New name of ${name}`}
      defaultValue={name}
      maxLength={nameLimit}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => {
        // Escape has already taken the field away.
        if (useTerminalsUi.getState().renaming === tab.key)
          renameTab(server, tab.key, event.currentTarget.value);
        useTerminalsUi.setState({ renaming: null });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') useTerminalsUi.setState({ renaming: null });
      }}
    />
  );
}
