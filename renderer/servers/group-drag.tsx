/**
 * Groups that are dragged by their heading, with the mouse, or with the keyboard from their grip (Space,
 * arrows, Space). In the list they share the drag area with the rows; the lab overview has one of its
 * own (`GroupBoard`).
 */
import {
  type Active,
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { GripVertical } from 'lucide-react';
import { useState } from 'react';
import { visibleLine } from '../kit/safe-text';
import { orderGroups } from './actions';
import { dragWords, screenReaderInstructions } from './drag-words';
import { groupsOf, moveGroup } from './sections';
import classes from './servers.module.css';
import { useServers } from './store';

/** A press that moves less is a click, in CSS pixels. */
const clickSlack = 6;

/** The name of the group that is dragged; undefined when it is none. */
export function draggedGroup(active: Pick<Active, 'data'> | null): string | undefined {
  const group: unknown = active?.data.current?.['group'];
  return typeof group === 'string' ? group : undefined;
}

const isGroup = (id: string | number) => String(id).startsWith('group:');

/** A group lands on groups alone, whatever else lies nearer. */
export const collide: CollisionDetection = (args) =>
  draggedGroup(args.active) === undefined
    ? closestCenter(args)
    : closestCenter({
        ...args,
        droppableContainers: args.droppableContainers.filter(({ id }) => isGroup(id)),
      });

const coordinates: KeyboardCoordinateGetter = (event, args) => {
  const { context } = args;
  if (draggedGroup(context.active) === undefined) return sortableKeyboardCoordinates(event, args);
  const by = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
  if (by === 0) return undefined;
  event.preventDefault();
  const tops = [...context.droppableRects]
    .filter(([id]) => isGroup(id))
    .map(([, { top }]) => top)
    .filter((top) => (top - args.currentCoordinates.y) * by > 1);
  if (tops.length === 0) return undefined;
  const y = by === 1 ? Math.min(...tops) : Math.max(...tops);
  return { x: args.currentCoordinates.x, y };
};

export function useDragSensors() {
  return useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: clickSlack } }),
    useSensor(KeyboardSensor, { coordinateGetter: coordinates }),
  );
}

/** Puts the dragged group where it was let go. @returns false when it was none */
export function endGroupDrag({ active, over }: Pick<DragEndEvent, 'active' | 'over'>): boolean {
  const group = draggedGroup(active);
  if (group === undefined) return false;
  const { snapshot } = useServers.getState();
  // All groups, also those that a search or a filter leaves out.
  const groups = groupsOf(snapshot?.servers ?? [], snapshot?.groupOrder);
  if (over) void orderGroups(moveGroup(groups, group, String(over.id).replace(/^group:/, '')));
  return true;
}

/**
 * A heading that takes what is dropped on it and, when it is a group's, can be dragged.
 * @param id of the section
 * @param group undefined or null where it is none that a person made
 */
export function useGroupDrag(id: string, group: string | null | undefined, takesDrops = true) {
  const drag = useDraggable({
    id,
    disabled: typeof group !== 'string',
    data: typeof group === 'string' ? { group } : {},
  });
  const drop = useDroppable({ id, disabled: !takesDrops });
  const moved = draggedGroup(drag.active);
  const isMoveHere = drop.isOver && moved !== undefined && moved !== group;
  return {
    /** For the heading. */
    head: {
      ref: (element: HTMLElement | null) => {
        drag.setNodeRef(element);
        drop.setNodeRef(element);
      },
      'data-lifted': drag.isDragging,
      'data-over': drop.isOver && moved === undefined,
      'data-drop': isMoveHere
        ? sideOf(drag.activeNodeRect?.top, drop.rect.current?.top)
        : undefined,
      onPointerDown: (event: React.PointerEvent) => drag.listeners?.['onPointerDown']?.(event),
    },
    grip: {
      ref: drag.setActivatorNodeRef,
      'aria-describedby': drag.attributes['aria-describedby'],
      onKeyDown: (event: React.KeyboardEvent) => drag.listeners?.['onKeyDown']?.(event),
    },
  };
}

/** Where it would go: lists put it behind the one that it is dropped on when it comes from above. */
const sideOf = (from = 0, to = 0): 'before' | 'after' => (from < to ? 'after' : 'before');

interface GripProps {
  group: string;
  grip: ReturnType<typeof useGroupDrag>['grip'];
}

export function GroupGrip({ group, grip }: GripProps) {
  return (
    <button
      type="button"
      className={classes['grip']}
      aria-label={`Move the group ${visibleLine(group)}`}
      {...grip}
    >
      <GripVertical size={15} aria-hidden />
    </button>
  );
}

/** What hangs on the pointer. */
export function Dragged({ name }: { name: string | null }) {
  return (
    <DragOverlay dropAnimation={null}>
      {name !== null && <div className={classes['dragged']}>{visibleLine(name)}</div>}
    </DragOverlay>
  );
}

/** Where groups alone are dragged. */
export function GroupBoard({ children }: { children: React.ReactNode }) {
  const [dragged, setDragged] = useState<string | null>(null);
  return (
    <DndContext
      sensors={useDragSensors()}
      collisionDetection={collide}
      accessibility={{ announcements: dragWords, screenReaderInstructions }}
      onDragStart={({ active }) => setDragged(draggedGroup(active) ?? null)}
      onDragCancel={() => setDragged(null)}
      onDragEnd={(event) => {
        setDragged(null);
        endGroupDrag(event);
      }}
    >
      {children}
      <Dragged name={dragged} />
    </DndContext>
  );
}
