/**
 * The list itself: sections with headings, and rows that can be dragged by the mouse, or by the
 * keyboard from their grip (Space, arrows, Space).
 */
import { DndContext } from '@dnd-kit/core';
import { SortableContext } from '@dnd-kit/sortable';
import { ActionIcon, Menu } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronRight, Ellipsis, FolderX, Pencil, Star } from 'lucide-react';
import { useState } from 'react';
import type { ServerEntry } from '../../preload/contract/servers';
import { visibleLine } from '../kit/safe-text';
import { arrangeServer, orderGroups, renameGroup } from './actions';
import { dragWords, screenReaderInstructions } from './drag-words';
import { useFolded } from './folded';
import {
  collide,
  Dragged,
  draggedGroup,
  endGroupDrag,
  GroupGrip,
  useDragSensors,
  useGroupDrag,
} from './group-drag';
import type { RowActions } from './row-actions';
import { ServerRow } from './ServerRow';
import { groupsOf, moveTo, type Section, sectionsOf, stepGroup } from './sections';
import classes from './servers.module.css';
import { useServers } from './store';

interface ListProps extends RowActions {
  servers: readonly ServerEntry[];
  onRenameGroup: (group: string) => void;
}

const rowsStay = () => null;

export function ServerList({ servers, onRenameGroup, ...actions }: ListProps) {
  const groupOrder = useServers((state) => state.snapshot?.groupOrder);
  const all = useServers((state) => state.snapshot?.servers);
  const sections = sectionsOf(servers, groupOrder);
  // A search leaves some out; their order is kept all the same.
  const groups = groupsOf(all ?? servers, groupOrder);
  const { folded, toggle } = useFolded();
  const [dragged, setDragged] = useState<string | null>(null);
  const shown = sections.filter(({ id }) => !folded.includes(id)).flatMap((each) => each.servers);
  return (
    <DndContext
      sensors={useDragSensors()}
      collisionDetection={collide}
      accessibility={{ announcements: dragWords, screenReaderInstructions }}
      onDragStart={({ active }) => setDragged(draggedGroup(active) ?? String(active.id))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={(event) => {
        setDragged(null);
        const { active, over } = event;
        if (endGroupDrag(event) || !over) return;
        void arrangeServer(moveTo(sections, String(active.id), String(over.id)));
      }}
    >
      <SortableContext items={shown.map(({ name }) => name)} strategy={rowsStay}>
        <div className={classes['sections']} data-dragging={dragged !== null}>
          {sections.map((section) => (
            <ListSection
              key={section.id}
              section={section}
              groups={groups}
              folded={folded.includes(section.id)}
              onToggle={() => toggle(section.id)}
              onRename={onRenameGroup}
            >
              {section.servers.map((server) => (
                <ServerRow key={server.name} server={server} sections={sections} {...actions} />
              ))}
            </ListSection>
          ))}
        </div>
      </SortableContext>
      <Dragged name={dragged} />
    </DndContext>
  );
}

interface SectionProps {
  section: Section;
  /** All groups in their order. */
  groups: readonly string[];
  folded: boolean;
  onToggle: () => void;
  onRename: (group: string) => void;
  children: React.ReactNode;
}

function ListSection({ section, groups, folded, onToggle, onRename, children }: SectionProps) {
  const title = section.title === null ? null : visibleLine(section.title);
  const { head, grip } = useGroupDrag(section.id, section.group, title !== null);
  return (
    <section aria-label={title ?? 'All servers'}>
      {title !== null && (
        <div className={classes['sectionHead']} {...head}>
          <button
            type="button"
            className={classes['sectionTitle']}
            aria-expanded={!folded}
            onClick={onToggle}
          >
            <ChevronRight size={14} data-open={!folded} aria-hidden />
            {section.id === 'favourites' && <Star size={13} aria-hidden />}
            <bdi>{title}</bdi>
            <span className={classes['count']}>{section.servers.length}</span>
          </button>
          {typeof section.group === 'string' && (
            <>
              <GroupGrip group={section.group} grip={grip} />
              <GroupMenu group={section.group} groups={groups} onRename={onRename} />
            </>
          )}
        </div>
      )}
      {!folded && <ul className={classes['list']}>{children}</ul>}
    </section>
  );
}

interface GroupMenuProps {
  group: string;
  groups: readonly string[];
  onRename: (group: string) => void;
}

function GroupMenu({ group, groups, onRename }: GroupMenuProps) {
  const up = stepGroup(groups, group, -1);
  const down = stepGroup(groups, group, 1);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          className={classes['rowMenu']}
          size="sm"
          aria-label={`More about the group ${visibleLine(group)}`}
        >
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onRename(group)}>
          Rename group…
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowUp size={15} />}
          disabled={!up}
          onClick={() => void orderGroups(up)}
        >
          Move group up
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowDown size={15} />}
          disabled={!down}
          onClick={() => void orderGroups(down)}
        >
          Move group down
        </Menu.Item>
        <Menu.Item
          leftSection={<FolderX size={15} />}
          onClick={() => void renameGroup(group, null)}
        >
          Dissolve group
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
